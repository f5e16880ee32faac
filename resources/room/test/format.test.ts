import { test } from "node:test";
import assert from "node:assert/strict";
import { formatDuration, initials } from "../src/format";

test("durations", () => {
  const table: [number, string][] = [
    [0, "0:00"],
    [9.9, "0:09"],
    [61, "1:01"],
    [3599, "59:59"],
    [3661, "1:01:01"],
    [-5, "0:00"],
    [NaN, "0:00"],
    [Infinity, "0:00"],
  ];
  for (const [seconds, text] of table) {
    assert.equal(formatDuration(seconds), text);
  }
});

test("initials in several scripts", () => {
  const table: [string, string][] = [
    ["Amina Yusuf", "AY"],
    ["  maría del carmen gómez ", "MG"],
    ["李伟", "李"],
    ["Dr. José Ångström", "DÅ"],
    ["𝒳 test", "𝒳T"],
    ["", "?"],
  ];
  for (const [name, text] of table) {
    assert.equal(initials(name), text);
  }
});
