// What the room shows, as values. Pure functions, no DOM and no SDK.

import type { StringKey } from "./strings";

export type Phase = "idle" | "joining" | "joined" | "reconnecting" | "failed" | "left" | "ended" | "removed";

export interface Person {
  id: string;
  name: string;
  role: string;
  local: boolean;
  /** Id of the video to show; undefined while the camera is off. */
  video: string | undefined;
  audible: boolean;
}

export interface StandIn {
  camera: boolean;
  microphone: boolean;
}

export interface RoomState {
  phase: Phase;
  people: Person[];
  microphone: boolean;
  camera: boolean;
  standIn: StandIn;
  /** Why the phase is "failed", or what is amiss while joined. */
  sentence: StringKey | undefined;
  /** Milliseconds of Date.now() since which the connection is lost. */
  lostSince: number;
}

export function initialState(): RoomState {
  return {
    phase: "idle",
    people: [],
    microphone: true,
    camera: true,
    standIn: { camera: false, microphone: false },
    sentence: undefined,
    lostSince: 0,
  };
}

export type Layout = "alone" | "pair" | "grid";

/** One person fills the room, two are big and small, more share a grid. */
export function layoutOf(people: readonly Person[]): Layout {
  const others = people.filter((person) => !person.local).length;
  if (others === 0) {
    return "alone";
  }
  return others === 1 ? "pair" : "grid";
}

/** Others first in the order they came, oneself last. */
export function inOrder(people: readonly Person[]): Person[] {
  return [...people.filter((person) => !person.local), ...people.filter((person) => person.local)];
}

/** Columns and rows of a grid for `count` tiles in a space of `ratio` (width by height), for 16:9 tiles. */
export function gridFor(count: number, ratio: number): { columns: number; rows: number } {
  let best = { columns: 1, rows: Math.max(1, count) };
  let bestSize = 0;
  for (let columns = 1; columns <= count; ++columns) {
    const rows = Math.ceil(count / columns);
    const width = Math.min(ratio / columns, 16 / 9 / rows);
    if (width >= bestSize - 1e-9) {
      bestSize = width;
      best = { columns, rows };
    }
  }
  return best;
}

export function roleKey(role: string): StringKey {
  const keys: Record<string, StringKey> = {
    clinician: "roleClinician",
    practitioner: "roleClinician",
    host: "roleClinician",
    patient: "rolePatient",
    family: "roleFamily",
    interpreter: "roleInterpreter",
    guest: "roleGuest",
    observer: "roleObserver",
  };
  const key = role.toLowerCase();
  return Object.prototype.hasOwnProperty.call(keys, key) ? (keys[key] ?? "roleOther") : "roleOther";
}

export interface Banner {
  kind: "info" | "warning" | "error";
  key: StringKey;
  parts: Record<string, number>;
  retry: boolean;
}

/** The one banner the state calls for, the most urgent first. */
export function bannerOf(state: RoomState, now: number): Banner | undefined {
  switch (state.phase) {
    case "failed":
      return { kind: "error", key: state.sentence ?? "errorUnknown", parts: {}, retry: true };
    case "reconnecting": {
      const seconds = Math.max(0, Math.floor((now - state.lostSince) / 1000));
      return { kind: "warning", key: "reconnecting", parts: { seconds }, retry: false };
    }
    case "joined":
      return state.sentence === undefined ? standInBanner(state.standIn) : warning(state.sentence);
    default:
      return undefined;
  }
}

function warning(key: StringKey): Banner {
  return { kind: "warning", key, parts: {}, retry: false };
}

function standInBanner(standIn: StandIn): Banner | undefined {
  const key = standIn.camera && standIn.microphone ? "standInBoth" : standIn.camera ? "standInCamera" : "standInMicrophone";
  return standIn.camera || standIn.microphone ? { kind: "info", key, parts: {}, retry: false } : undefined;
}

/** The form of an init endpoint that the SDK takes: it searches the text for "https://" and fails without. */
export function sdkEndpoint(endpoint: string): string {
  return endpoint.includes("https://") ? endpoint : `${endpoint.replace(/\/+$/, "")}/?https://sandbox`;
}
