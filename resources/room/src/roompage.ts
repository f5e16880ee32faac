// The practitioner's page inside bedside-room: does what the program says and tells it what happens.

import { hearHost, sayToHost } from "./hostlink";
import type { HostWord } from "./hostlink";
import { RoomView } from "./roomview";
import { RoomSession } from "./session";
import type { RoomState } from "./state";
import { measure, watchConnections } from "./stats";
import { setLanguage } from "./strings";

const kStatsMs = 1000;

watchConnections();
let told = "";
let view: RoomView | undefined;

const session: RoomSession = new RoomSession((state) => {
  view?.show(state);
  report(state);
});

function report(state: RoomState): void {
  const word = {
    type: "state",
    phase: state.phase,
    microphone: state.microphone,
    camera: state.camera,
    others: state.people.filter((person) => !person.local).length,
  };
  const text = JSON.stringify(word);
  if (text !== told) {
    told = text;
    sayToHost(word);
  }
}

function obey(word: HostWord): void {
  switch (word.type) {
    case "join":
      void session.join({ ...word, testMedia: word.testMedia ? "missing" : "never" });
      break;
    case "leave":
      void session.leave();
      break;
    case "microphone":
      void session.setMicrophone(word.on);
      break;
    case "camera":
      void session.setCamera(word.on);
      break;
    case "theme":
      document.documentElement.dataset["theme"] = word.theme;
      break;
    case "language":
      setLanguage(word.language);
      break;
  }
}

async function reportStats(before: { received: number; lost: number }): Promise<void> {
  if (session.current().phase === "joined") {
    sayToHost({ type: "stats", ...(await measure(before)) });
  }
}

view = new RoomView(session, { retry: () => sayToHost({ type: "token" }), leave: () => undefined }, false);
document.getElementById("room")?.append(view.root);
hearHost(obey);
document.addEventListener("bedside-linked", () => sayToHost({ type: "ready" }));
sayToHost({ type: "ready" });
const counters = { received: 0, lost: 0 };
setInterval(() => void reportStats(counters).catch(() => undefined), kStatsMs);
