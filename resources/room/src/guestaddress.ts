// What the address of the guest page says.

import type { GuestKind } from "./guestapi";

/** The join code: the last part of /meeting/<code>; empty for anything else. */
export function codeOf(path: string): string {
  const match = /^\/meeting\/([0-9A-Za-z -]{1,32})\/?$/.exec(decodePath(path));
  return match?.[1] ?? "";
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return "";
  }
}

export interface AutoFill {
  name: string;
  kind: GuestKind;
  /** Go in without a click. */
  start: boolean;
  /** Send a test picture and tone even when there is a camera: for a second client on the same computer. */
  testMedia: boolean;
}

/** Values for the form from the query; only pages of the sample clinic take them. */
export function autoFill(query: string, sandbox: boolean): AutoFill | undefined {
  const values = new URLSearchParams(query);
  const name = (values.get("name") ?? "").trim().slice(0, 80);
  if (!sandbox || name === "") {
    return undefined;
  }
  const kind = values.get("kind") ?? "patient";
  return {
    name,
    kind: kind === "family" || kind === "interpreter" || kind === "guest" ? kind : "patient",
    start: values.get("auto") === "1",
    testMedia: values.get("media") === "test",
  };
}
