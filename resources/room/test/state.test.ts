import { test } from "node:test";
import assert from "node:assert/strict";
import { bannerOf, gridFor, initialState, inOrder, layoutOf, roleKey, sdkEndpoint } from "../src/state";
import type { Person } from "../src/state";

function person(id: string, local = false): Person {
  return { id, name: id, role: "patient", local, video: undefined, audible: true };
}

test("layout follows the number of others", () => {
  assert.equal(layoutOf([]), "alone");
  assert.equal(layoutOf([person("me", true)]), "alone");
  assert.equal(layoutOf([person("me", true), person("a")]), "pair");
  assert.equal(layoutOf([person("a"), person("b")]), "grid");
});

test("oneself comes last", () => {
  const order = inOrder([person("me", true), person("a"), person("b")]).map((one) => one.id);
  assert.deepEqual(order, ["a", "b", "me"]);
});

test("grids waste little", () => {
  const wide = 16 / 9;
  assert.deepEqual(gridFor(1, wide), { columns: 1, rows: 1 });
  assert.deepEqual(gridFor(3, wide), { columns: 2, rows: 2 });
  assert.deepEqual(gridFor(6, wide), { columns: 3, rows: 2 });
  assert.deepEqual(gridFor(3, 0.5), { columns: 1, rows: 3 });
  for (let count = 1; count < 30; ++count) {
    const { columns, rows } = gridFor(count, wide);
    assert.ok(columns * rows >= count);
  }
});

test("banners: one at a time, the most urgent", () => {
  const state = initialState();
  assert.equal(bannerOf(state, 0), undefined);
  assert.equal(bannerOf({ ...state, phase: "left", sentence: "errorLost" }, 0), undefined);
  const standIn = { camera: true, microphone: false };
  assert.equal(bannerOf({ ...state, phase: "joined", standIn }, 0)?.key, "standInCamera");
  assert.equal(bannerOf({ ...state, phase: "joined", standIn, sentence: "errorLost" }, 0)?.key, "errorLost");
  const lost = bannerOf({ ...state, phase: "reconnecting", lostSince: 1000 }, 13_900);
  assert.deepEqual(lost?.parts, { seconds: 12 });
  assert.equal(lost?.retry, false);
  const failed = bannerOf({ ...state, phase: "failed", sentence: "errorToken", standIn }, 0);
  assert.equal(failed?.key, "errorToken");
  assert.equal(failed?.retry, true);
});

test("a clock set back does not count below zero", () => {
  assert.equal(bannerOf({ ...initialState(), phase: "reconnecting", lostSince: 5000 }, 0)?.parts["seconds"], 0);
});

test("role words", () => {
  assert.equal(roleKey("Clinician"), "roleClinician");
  assert.equal(roleKey("something-else"), "roleOther");
  assert.equal(roleKey("constructor"), "roleOther");
});

test("init endpoints that the SDK can read", () => {
  assert.equal(sdkEndpoint("https://prod-init.100ms.live/init"), "https://prod-init.100ms.live/init");
  assert.equal(sdkEndpoint("http://127.0.0.1:4000/?https://sandbox"), "http://127.0.0.1:4000/?https://sandbox");
  for (const plain of ["http://127.0.0.1:4000", "http://127.0.0.1:4000/"]) {
    const fixed = sdkEndpoint(plain);
    assert.ok(fixed.split("https://")[1] !== undefined);
    assert.equal(new URL("/init", fixed).href, "http://127.0.0.1:4000/init");
  }
});
