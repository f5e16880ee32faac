// Text of numbers. Pure functions, no DOM.

/** Seconds as m:ss or h:mm:ss; negative and broken values count as zero. */
export function formatDuration(seconds: number): string {
  const total = Number.isFinite(seconds) && seconds > 0 ? Math.floor(seconds) : 0;
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  if (hours > 0) {
    return `${hours}:${two(minutes)}:${two(total % 60)}`;
  }
  return `${minutes}:${two(total % 60)}`;
}

/** Up to two initials of a name in any script; "?" for an empty one. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter((word) => word.length > 0);
  const first = words[0];
  if (first === undefined) {
    return "?";
  }
  const last = words.length > 1 ? words[words.length - 1] : undefined;
  const head = (word: string) => [...word][0] ?? "";
  return (head(first) + (last === undefined ? "" : head(last))).toLocaleUpperCase();
}
