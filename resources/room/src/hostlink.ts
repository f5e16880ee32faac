// The words between the page and the program around it (ui/room/roombridge.h). Both sides check every word.
// They travel as text in two document events; a script in a world of its own carries them further.

export type HostWord =
  | { type: "join"; token: string; initEndpoint: string; userName: string; testMedia: boolean }
  | { type: "leave" }
  | { type: "microphone"; on: boolean }
  | { type: "camera"; on: boolean }
  | { type: "theme"; theme: "light" | "dark" }
  | { type: "language"; language: string };

const kLongest = 32 * 1024;

type Shape = Record<string, "string" | "boolean">;

const shapes: Record<HostWord["type"], Shape> = {
  join: { token: "string", initEndpoint: "string", userName: "string", testMedia: "boolean" },
  leave: {},
  microphone: { on: "boolean" },
  camera: { on: "boolean" },
  theme: { theme: "string" },
  language: { language: "string" },
};

/** The word of a text; undefined for anything that is not exactly one of ours. */
export function parseHostWord(text: unknown): HostWord | undefined {
  if (typeof text !== "string" || text.length > kLongest) {
    return undefined;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return undefined;
  }
  const word = value as Record<string, unknown>;
  const type = word["type"];
  if (typeof type !== "string" || !Object.prototype.hasOwnProperty.call(shapes, type)) {
    return undefined;
  }
  const shape = shapes[type as HostWord["type"]];
  const fits = Object.entries(shape).every(([key, kind]) => typeof word[key] === kind);
  if (!fits || (type === "theme" && word["theme"] !== "light" && word["theme"] !== "dark")) {
    return undefined;
  }
  return word as unknown as HostWord;
}

export function sayToHost(word: Record<string, unknown>): void {
  document.dispatchEvent(new CustomEvent("bedside-page", { detail: JSON.stringify(word) }));
}

export function hearHost(hear: (word: HostWord) => void): void {
  document.addEventListener("bedside-host", (event) => {
    const word = parseHostWord((event as CustomEvent<unknown>).detail);
    if (word !== undefined) {
      hear(word);
    }
  });
}
