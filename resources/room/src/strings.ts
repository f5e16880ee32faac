// Every sentence of the page, by language. A new language is one more table with the same keys.

const en = {
  connecting: "Connecting to the visit…",
  alone: "You are the only one here. Others appear as soon as they join.",
  reconnecting: "The connection was lost. Trying again for {seconds} s. Others may not see or hear you.",
  reconnected: "Connected again.",
  retry: "Retry",
  left: "You left the visit.",
  ended: "The visit has ended.",
  removed: "You were taken out of the visit.",
  rejoin: "Join again",
  mute: "Mute",
  unmute: "Unmute",
  cameraOff: "Camera off",
  cameraOn: "Camera on",
  leave: "Leave",
  muted: "Muted",
  micShortcut: "{action} (Ctrl+D)",
  cameraShortcut: "{action} (Ctrl+E)",
  you: "You",
  people: "People in the visit",
  controls: "Microphone, camera and leave",
  personTile: "{name}, {role}",
  personTileMuted: "{name}, {role}, muted",
  noCamera: "Camera is off",
  joined: "{name} joined.",
  personLeft: "{name} left.",
  roleClinician: "Practitioner",
  rolePatient: "Patient",
  roleFamily: "Family",
  roleInterpreter: "Interpreter",
  roleGuest: "Guest",
  roleObserver: "Observer",
  roleOther: "Participant",
  standInBoth: "This computer has no free camera and microphone. A test picture and a quiet tone are sent instead.",
  standInCamera: "This computer has no free camera. A test picture is sent instead.",
  standInMicrophone: "This computer has no free microphone. A quiet tone is sent instead.",
  errorNetwork: "The video service cannot be reached. The visit goes on; check the network and press Retry.",
  errorService: "The video service did not answer as expected. The visit goes on; press Retry.",
  errorToken: "The permission to join has run out. Press Retry to get a new one.",
  errorPermission: "The camera or microphone is not allowed for this page. Others can be seen and heard; allow it and join again to be seen.",
  errorSystemPermission: "The system does not let this program use the camera or microphone. Allow it in the system's privacy settings and join again.",
  errorNoDevice: "No camera or microphone was found. You can see and hear the others.",
  errorInUse: "Another program uses the camera or microphone. Close it there, then switch it on here.",
  errorLost: "The camera or microphone was unplugged or stopped. Plug it in again, or go on without it.",
  errorAutoplay: "The browser holds the sound back. Press anywhere in this page to hear the others.",
  errorSettings: "The camera cannot deliver the picture that was asked for. You can go on without it.",
  errorMedia: "The connection for picture and sound broke. Press Retry.",
  errorSecond: "You are in this visit on another window already. Press Retry to come in here.",
  errorRole: "This visit does not know your part in it. Ask the practice to send a new link.",
  errorInsecure: "This page cannot use the camera because it was not opened over a safe connection.",
  errorUnknown: "Something went wrong in the video connection. Press Retry.",
  guestTitle: "Video visit",
  guestIntro: "Enter your name, so that the practice knows who is waiting.",
  guestName: "Your name",
  guestKind: "You are",
  kindPatient: "the patient",
  kindFamily: "family or a friend",
  kindInterpreter: "an interpreter",
  kindGuest: "somebody else",
  guestEnter: "Enter the waiting room",
  guestNeedsName: "Please enter your name first.",
  guestWaitingTitle: "You are in the waiting room",
  guestWaiting: "{practitioner} will let you in. Please keep this page open.",
  guestWaitingNobody: "You will be let in soon. Please keep this page open.",
  guestWaitTime: "Waiting for {time}",
  guestAt: "{organization}",
  guestDenied: "You were not let in. If you think this is a mistake, please call the practice.",
  guestUnknown: "This link does not belong to a visit that is open. Check the link, or ask the practice for a new one.",
  guestTooMany: "There were too many tries. Please wait a minute and try again.",
  guestOffline: "The practice cannot be reached at the moment. Your place is kept; this page tries again by itself.",
  guestArriveFailed: "The practice cannot be reached at the moment. Please try again.",
  guestEnded: "The visit has ended. You can close this page.",
  guestLeft: "You left the visit. You can close this page, or come back while the visit is open.",
  guestComeBack: "Come back",
} as const;

export type StringKey = keyof typeof en;
type Table = Record<StringKey, string>;

const tables: Record<string, Table> = { en };
const rightToLeft = ["ar", "fa", "he", "ur"];

let current: Table = en;

/** Chooses the table for a BCP 47 tag and sets the direction of the page. English when there is none. */
export function setLanguage(tag: string): void {
  const language = tag.split("-")[0]?.toLowerCase() ?? "en";
  current = tables[language] ?? en;
  if (typeof document !== "undefined") {
    document.documentElement.lang = language in tables ? tag : "en";
    document.documentElement.dir = language in tables && rightToLeft.includes(language) ? "rtl" : "ltr";
  }
}

/** The sentence of `key` with {name} parts filled in. */
export function t(key: StringKey, parts: Record<string, string | number> = {}): string {
  return current[key].replace(/\{(\w+)\}/g, (_, name: string) => String(parts[name] ?? ""));
}
