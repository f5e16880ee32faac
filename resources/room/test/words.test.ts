import { test } from "node:test";
import assert from "node:assert/strict";
import { errorSentence, isSilent } from "../src/errors";
import { autoFill, codeOf } from "../src/guestaddress";
import { readAnswer, troubleOf } from "../src/guestapi";
import { parseHostWord } from "../src/hostlink";
import { addReport } from "../src/stats";
import type { Stats } from "../src/stats";
import { t } from "../src/strings";

test("every documented SDK code has its sentence", () => {
  const codes = [1000, 1003, 1006, 2002, 2003, 2004, 3001, 3002, 3003, 3004, 3008, 3009, 3011, 3013, 3014, 3015];
  for (const code of [...codes, 4001, 4005, 4006, 4008, 5001, 6008, 6010]) {
    assert.notEqual(errorSentence(code), "errorUnknown", String(code));
  }
  assert.equal(errorSentence(503), "errorService");
  assert.equal(errorSentence(987654), "errorUnknown");
  assert.ok(!isSilent(3002));
});

test("words of the program are checked", () => {
  const join = { type: "join", token: "t", initEndpoint: "http://127.0.0.1:1", userName: "Dr", testMedia: true };
  assert.deepEqual(parseHostWord(JSON.stringify(join)), join);
  const bad: unknown[] = [
    undefined,
    7,
    "",
    "[]",
    "null",
    "{",
    '{"type":"run"}',
    '{"type":"toString"}',
    '{"type":"microphone"}',
    '{"type":"microphone","on":"yes"}',
    '{"type":"theme","theme":"pink"}',
    JSON.stringify({ ...join, token: 5 }),
    JSON.stringify({ ...join, token: "x".repeat(40_000) }),
  ];
  for (const text of bad) {
    assert.equal(parseHostWord(text), undefined, String(text).slice(0, 40));
  }
});

test("join codes in the address", () => {
  const table: [string, string][] = [
    ["/meeting/ABCDE12345", "ABCDE12345"],
    ["/meeting/abcde-12345/", "abcde-12345"],
    ["/meeting/", ""],
    ["/meeting/a/b", ""],
    ["/meeting/%3Cscript%3E", ""],
    ["/meeting/%E0%A4%A", ""],
    ["/other/ABCDE12345", ""],
  ];
  for (const [path, code] of table) {
    assert.equal(codeOf(path), code, path);
  }
});

test("the form fills itself only in the sample clinic", () => {
  const query = "?name=Amina%20Yusuf&kind=interpreter&auto=1&media=test";
  assert.equal(autoFill(query, false), undefined);
  assert.deepEqual(autoFill(query, true), { name: "Amina Yusuf", kind: "interpreter", start: true, testMedia: true });
  assert.equal(autoFill("?kind=patient", true), undefined);
  assert.equal(autoFill("?name=A&kind=practitioner", true)?.kind, "patient");
});

test("answers of the practice are checked", () => {
  const good = {
    participant: { id: "p", state: "admitted", name: "A" },
    secret: "s",
    visit_status: "active",
    organization: "North Clinic",
    practitioner: null,
    grant: { token: "a.b.c", init_endpoint: "http://127.0.0.1:1", role: "patient" },
  };
  const answer = readAnswer(good);
  assert.equal(answer?.state, "admitted");
  assert.equal(answer?.participant, "p");
  assert.equal(answer?.practitioner, "");
  assert.deepEqual(answer?.grant, { token: "a.b.c", initEndpoint: "http://127.0.0.1:1" });
  assert.equal(readAnswer({ participant: "p", state: "waiting", secret: "s" })?.participant, "p");
  for (const bad of [undefined, null, [], "x", {}, { state: "root" }, { participant: { state: 5 } }]) {
    assert.equal(readAnswer(bad), undefined);
  }
  assert.equal(readAnswer({ ...good, grant: { token: 5, init_endpoint: "x" } })?.grant, undefined);
});

test("refusals of the practice", () => {
  assert.equal(troubleOf(404, { error: "code.unknown" }), "unknown");
  assert.equal(troubleOf(400, { error: "code.malformed" }), "unknown");
  assert.equal(troubleOf(409, { error: "visit.ended" }), "ended");
  assert.equal(troubleOf(409, { error: "room.not_ready" }), "notReady");
  assert.equal(troubleOf(429, { error: "request.too_many" }), "busy");
  assert.equal(troubleOf(503, { error: "service.unavailable" }), "offline");
  assert.equal(troubleOf(500, "x"), "offline");
  assert.equal(troubleOf(502, { error: { code: 5 } }), "offline");
});

test("sentences with parts", () => {
  assert.match(t("reconnecting", { seconds: 12 }), /for 12 s/);
  assert.equal(t("guestAt", {}), "");
});

test("statistics add up", () => {
  const stats: Stats = { videos: [], audioEnergy: 0, lossPercent: 0, roundTripMs: 0 };
  const counters = { received: 0, lost: 0 };
  addReport(stats, counters, { type: "inbound-rtp", kind: "audio", totalAudioEnergy: 0.5, packetsReceived: 10 });
  addReport(stats, counters, { type: "inbound-rtp", kind: "video", frameWidth: 640, framesDecoded: 5, packetsLost: 1 });
  addReport(stats, counters, { type: "inbound-rtp", kind: "video", frameWidth: NaN, framesDecoded: "5" });
  addReport(stats, counters, { type: "outbound-rtp", kind: "video", framesDecoded: 99 });
  assert.equal(stats.audioEnergy, 0.5);
  assert.equal(stats.videos.length, 2);
  assert.equal(stats.videos[0]?.width, 640);
  assert.equal(stats.videos[1]?.framesDecoded, 0);
  assert.deepEqual(counters, { received: 10, lost: 1 });
});
