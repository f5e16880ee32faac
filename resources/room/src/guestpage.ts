// The guest's page: name, waiting room, room, good-bye.

import { GuestDesk } from "./guestapi";
import type { GuestKind, GuestResult, Trouble } from "./guestapi";
import { autoFill, codeOf } from "./guestaddress";
import { GuestCard, GuestForm } from "./guestview";
import { RoomView } from "./roomview";
import { RoomSession } from "./session";
import type { RoomState } from "./state";
import { setLanguage } from "./strings";
import type { StringKey } from "./strings";

const kPollMs = 1000;

setLanguage(navigator.language);
const sandbox = document.querySelector('meta[name="bedside-mode"]')?.getAttribute("content") === "sandbox";
const auto = autoFill(location.search, sandbox);
const stage = document.getElementById("guest") ?? document.body;
const desk = new GuestDesk(codeOf(location.pathname));
const form = new GuestForm((name, kind) => void arrive(name, kind));
const card = new GuestCard();

let myName = "";
let myKind: GuestKind = "patient";
let waitingSince = 0;
let present = false;
let view: RoomView | undefined;
const session: RoomSession = new RoomSession((state) => follow(state));

function show(page: HTMLElement): void {
  if (page.parentElement !== stage || stage.childElementCount !== 1) {
    stage.replaceChildren(page);
  }
}

function say(key: StringKey, button?: StringKey, onButton?: () => void): void {
  present = false;
  card.showWord(key, button, onButton);
  show(card.root);
}

function sentenceOf(trouble: Trouble): StringKey {
  const sentences: Record<Trouble, StringKey> = {
    unknown: "guestUnknown",
    ended: "guestEnded",
    busy: "guestTooMany",
    notReady: "guestOffline",
    offline: "guestArriveFailed",
  };
  return sentences[trouble];
}

async function arrive(name: string, kind: GuestKind): Promise<void> {
  myName = name;
  myKind = kind;
  form.tell(undefined);
  form.setBusy(true);
  const result = await desk.arrive(name, kind);
  form.setBusy(false);
  if (!result.ok) {
    show(form.root);
    form.tell(sentenceOf(result.trouble));
    return;
  }
  present = true;
  waitingSince = Date.now();
  await wait(result);
}

async function wait(first: GuestResult): Promise<void> {
  let last = first.ok ? first.answer : undefined;
  for (let result = first; ; result = await desk.status()) {
    last = result.ok ? result.answer : last;
    if (result.ok && (await react(result))) {
      return;
    }
    if (!result.ok && (result.trouble === "unknown" || result.trouble === "ended")) {
      say("guestEnded");
      return;
    }
    const seconds = (Date.now() - waitingSince) / 1000;
    const trouble = result.ok ? undefined : result.trouble === "notReady" ? undefined : ("guestOffline" as const);
    card.showWaiting(last?.organization ?? "", last?.practitioner ?? "", seconds, trouble);
    show(card.root);
    await new Promise((done) => setTimeout(done, kPollMs));
  }
}

/** True when waiting is over. */
async function react(result: GuestResult): Promise<boolean> {
  if (!result.ok) {
    return false;
  }
  if (result.answer.visitStatus === "ended") {
    say("guestEnded");
    return true;
  }
  if (result.answer.state === "denied") {
    say("guestDenied");
    return true;
  }
  if (result.answer.state !== "admitted" && result.answer.state !== "in_room") {
    return false;
  }
  return enterRoom();
}

async function enterRoom(): Promise<boolean> {
  const result = await desk.enter();
  if (!result.ok || result.answer.grant === undefined) {
    return false;
  }
  if (view === undefined) {
    view = new RoomView(session, { retry: () => void retry(), leave: () => void leave() }, true);
  }
  show(view.root);
  await session.join({
    ...result.answer.grant,
    userName: myName,
    testMedia: !sandbox ? "never" : auto?.testMedia === true ? "always" : "missing",
  });
  return true;
}

async function retry(): Promise<void> {
  if (!(await enterRoom())) {
    waitingSince = Date.now();
    await wait(await desk.status());
  }
}

async function leave(): Promise<void> {
  await session.leave();
  await desk.leave();
  say("guestLeft", "guestComeBack", () => void arrive(myName, myKind));
}

function follow(state: RoomState): void {
  view?.show(state);
  if (state.phase === "ended") {
    say("guestEnded");
  } else if (state.phase === "removed") {
    say("removed", "guestComeBack", () => void arrive(myName, myKind));
  }
}

window.addEventListener("pagehide", () => {
  if (present) {
    desk.leaveInPassing();
  }
});

show(form.root);
if (auto !== undefined) {
  form.name.value = auto.name;
  form.kind.value = auto.kind;
  if (auto.start) {
    void arrive(auto.name, auto.kind);
  }
}
