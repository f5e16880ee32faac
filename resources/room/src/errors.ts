// From the SDK's error codes to sentences.

import type { StringKey } from "./strings";

const sentences: Record<number, StringKey> = {
  1000: "errorNetwork",
  1003: "errorNetwork",
  1006: "errorNetwork",
  2000: "errorService",
  2002: "errorService",
  2003: "errorNetwork",
  2004: "errorToken",
  401: "errorToken",
  403: "errorToken",
  3001: "errorPermission",
  3002: "errorNoDevice",
  3003: "errorInUse",
  3004: "errorLost",
  3005: "errorNoDevice",
  3008: "errorAutoplay",
  3009: "errorSettings",
  3011: "errorSystemPermission",
  3013: "errorLost",
  3014: "errorNoDevice",
  3015: "errorLost",
  5001: "errorSecond",
  6008: "errorRole",
  6010: "errorInsecure",
  6011: "errorInsecure",
};

/** The sentence for an SDK error code. */
export function errorSentence(code: number): StringKey {
  const exact = sentences[code];
  if (exact !== undefined) {
    return exact;
  }
  if (code >= 4001 && code <= 4008) {
    return "errorMedia";
  }
  return code >= 500 && code < 600 ? "errorService" : "errorUnknown";
}

/** Errors that need no sentence: the call goes on and the person can do nothing about them. */
export function isSilent(code: number): boolean {
  return code === 3012 || code === 4005 || code === 4006 || code === 4007 || code === 6000 || code >= 8000;
}
