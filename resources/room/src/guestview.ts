// The pages a guest sees before and after the room: a form, the waiting room, and a last word.

import { element, setText } from "./dom";
import { formatDuration } from "./format";
import type { GuestKind } from "./guestapi";
import { t } from "./strings";
import type { StringKey } from "./strings";

const kinds: [GuestKind, StringKey][] = [
  ["patient", "kindPatient"],
  ["family", "kindFamily"],
  ["interpreter", "kindInterpreter"],
  ["guest", "kindGuest"],
];

export class GuestForm {
  readonly root = element("form", { class: "card", novalidate: "" });
  readonly name = element("input", { id: "name", type: "text", maxlength: "80", autocomplete: "name" });
  readonly kind = element("select", { id: "kind" });
  private readonly enter = element("button", { type: "submit", class: "primary wide" }, t("guestEnter"));
  private readonly note = element("p", { class: "note", role: "alert" });

  constructor(onEnter: (name: string, kind: GuestKind) => void) {
    for (const [value, key] of kinds) {
      this.kind.append(element("option", { value }, t(key)));
    }
    this.root.append(
      element("h1", {}, t("guestTitle")),
      element("p", {}, t("guestIntro")),
      element("label", { for: "name" }, t("guestName")),
      this.name,
      element("label", { for: "kind" }, t("guestKind")),
      this.kind,
      this.note,
      this.enter,
    );
    this.root.addEventListener("submit", (event) => {
      event.preventDefault();
      const name = this.name.value.trim();
      if (name === "") {
        this.tell("guestNeedsName");
        this.name.focus();
      } else {
        onEnter(name, this.kind.value as GuestKind);
      }
    });
  }

  tell(key: StringKey | undefined): void {
    setText(this.note, key === undefined ? "" : t(key));
  }

  setBusy(busy: boolean): void {
    this.enter.disabled = busy;
  }
}

/** The waiting room and every page with a sentence and at most one button. */
export class GuestCard {
  readonly root = element("section", { class: "card" });
  private readonly title = element("h1");
  private readonly practice = element("p", { class: "practice" });
  private readonly text = element("p", { role: "status", "aria-live": "polite" });
  private readonly clock = element("p", { class: "clock", role: "timer" });
  private readonly trouble = element("p", { class: "note", role: "status", "aria-live": "polite" });
  private readonly button = element("button", { type: "button", class: "primary wide" });
  private onButton: () => void = () => undefined;

  constructor() {
    this.root.append(this.title, this.practice, this.text, this.clock, this.trouble, this.button);
    this.button.addEventListener("click", () => this.onButton());
  }

  showWaiting(organization: string, practitioner: string, seconds: number, trouble: StringKey | undefined): void {
    setText(this.title, t("guestWaitingTitle"));
    setText(this.practice, t("guestAt", { organization }));
    setText(this.text, practitioner === "" ? t("guestWaitingNobody") : t("guestWaiting", { practitioner }));
    setText(this.clock, t("guestWaitTime", { time: formatDuration(seconds) }));
    setText(this.trouble, trouble === undefined ? "" : t(trouble));
    this.clock.hidden = false;
    this.button.hidden = true;
  }

  showWord(key: StringKey, buttonKey?: StringKey, onButton: () => void = () => undefined): void {
    setText(this.title, t("guestTitle"));
    setText(this.text, t(key));
    setText(this.trouble, "");
    this.clock.hidden = true;
    this.button.hidden = buttonKey === undefined;
    if (buttonKey !== undefined) {
      setText(this.button, t(buttonKey));
    }
    this.onButton = onButton;
  }
}
