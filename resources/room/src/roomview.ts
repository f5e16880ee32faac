// The room as a person sees it: tiles, one banner, and (in a browser) the controls below.

import { element, icon, setText } from "./dom";
import type { IconName } from "./dom";
import type { RoomSession } from "./session";
import { bannerOf, layoutOf } from "./state";
import type { RoomState } from "./state";
import { Tiles } from "./tiles";
import { t } from "./strings";

export interface RoomActions {
  retry(): void;
  leave(): void;
}

export class RoomView {
  readonly root = element("section", { class: "room" });
  private readonly tiles: Tiles;
  private readonly banner = element("div", { class: "banner", role: "status", "aria-live": "polite" });
  private readonly bannerText = element("p");
  private readonly retry = element("button", { type: "button", class: "primary" }, t("retry"));
  private readonly waiting = element("p", { class: "waiting", role: "status" });
  private readonly news = element("p", { class: "unseen", role: "status", "aria-live": "polite" });
  private readonly microphone = controlButton();
  private readonly camera = controlButton();
  private names = new Map<string, string>();
  private state: RoomState;

  /** `ownControls` is false where the program around the page has the buttons. */
  constructor(
    private readonly session: RoomSession,
    actions: RoomActions,
    ownControls: boolean,
  ) {
    this.state = session.current();
    this.tiles = new Tiles(session);
    this.banner.append(this.bannerText, this.retry);
    this.root.append(this.banner, this.tiles.root, this.waiting, this.news);
    if (ownControls) {
      this.root.append(this.makeControls(actions));
    }
    this.retry.addEventListener("click", () => actions.retry());
    document.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("pointerdown", () => void session.unblockAudio());
    setInterval(() => this.showBanner(), 500);
    this.show(this.state);
  }

  show(state: RoomState): void {
    this.state = state;
    this.tiles.show(state.people);
    this.announce(state);
    this.showBanner();
    const alone = state.phase === "joined" && layoutOf(state.people) === "alone";
    const line = state.phase === "joining" || state.phase === "idle" ? t("connecting") : alone ? t("alone") : "";
    setText(this.waiting, line);
    this.waiting.hidden = line === "";
    this.root.dataset["phase"] = state.phase;
    showControl(this.microphone, state.microphone, "microphone", "microphoneOff", "mute", "unmute", "micShortcut");
    showControl(this.camera, state.camera, "camera", "cameraOff", "cameraOff", "cameraOn", "cameraShortcut");
  }

  private makeControls(actions: RoomActions): HTMLElement {
    const leave = element("button", { type: "button", class: "control leave" }, icon("leave"));
    leave.append(element("span", {}, t("leave")));
    leave.addEventListener("click", () => actions.leave());
    this.microphone.addEventListener("click", () => void this.session.setMicrophone(!this.state.microphone));
    this.camera.addEventListener("click", () => void this.session.setCamera(!this.state.camera));
    const bar = element("div", { class: "controls", role: "toolbar", "aria-label": t("controls") });
    bar.append(this.microphone, this.camera, leave);
    return bar;
  }

  private key(event: KeyboardEvent): void {
    if (!event.ctrlKey || event.altKey || event.shiftKey || event.metaKey || event.repeat) {
      return;
    }
    if (event.key === "d" || event.key === "D") {
      event.preventDefault();
      void this.session.setMicrophone(!this.state.microphone);
    } else if (event.key === "e" || event.key === "E") {
      event.preventDefault();
      void this.session.setCamera(!this.state.camera);
    }
  }

  private showBanner(): void {
    const banner = bannerOf(this.state, Date.now());
    this.banner.hidden = banner === undefined;
    if (banner !== undefined) {
      this.banner.dataset["kind"] = banner.kind;
      setText(this.bannerText, t(banner.key, banner.parts));
      this.retry.hidden = !banner.retry;
    }
  }

  private announce(state: RoomState): void {
    const others = new Map(state.people.filter((person) => !person.local).map((person) => [person.id, person.name]));
    const came = [...others].filter(([id]) => !this.names.has(id)).map(([, name]) => t("joined", { name }));
    const went = [...this.names].filter(([id]) => !others.has(id)).map(([, name]) => t("personLeft", { name }));
    if (came.length + went.length > 0) {
      setText(this.news, [...came, ...went].join(" "));
    }
    this.names = others;
  }
}

function controlButton(): HTMLButtonElement {
  return element("button", { type: "button", class: "control" });
}

function showControl(
  button: HTMLButtonElement,
  on: boolean,
  onIcon: IconName,
  offIcon: IconName,
  offWord: "mute" | "cameraOff",
  onWord: "unmute" | "cameraOn",
  shortcut: "micShortcut" | "cameraShortcut",
): void {
  const word = t(on ? offWord : onWord);
  if (button.dataset["word"] === word) {
    return;
  }
  button.dataset["word"] = word;
  button.title = t(shortcut, { action: word });
  button.classList.toggle("off", !on);
  button.replaceChildren(icon(on ? onIcon : offIcon), element("span", {}, word));
}
