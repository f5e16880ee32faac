// The tiles of the people in the room.

import { element, icon, setText } from "./dom";
import { initials } from "./format";
import { gridFor, inOrder, layoutOf, roleKey } from "./state";
import type { Person } from "./state";
import { t } from "./strings";

/** Shows and hides the picture of a track in a video element. */
export interface VideoSource {
  attach(video: string, element: HTMLVideoElement): void;
  detach(video: string, element: HTMLVideoElement): void;
}

class Tile {
  readonly root = element("li", { class: "tile" });
  private readonly video = element("video", { playsinline: "", tabindex: "-1", "aria-hidden": "true" });
  private readonly face = element("div", { class: "face", "aria-hidden": "true" });
  private readonly name = element("span", { class: "name" });
  private readonly role = element("span", { class: "role" });
  private readonly muted = element("span", { class: "muted" });
  private shown: string | undefined;

  constructor(private readonly source: VideoSource) {
    this.video.autoplay = true;
    this.video.muted = true;
    this.video.disablePictureInPicture = true;
    this.muted.append(icon("microphoneOff"), element("span", {}, t("muted")));
    const label = element("div", { class: "label", "aria-hidden": "true" }, this.name, this.role, this.muted);
    this.root.append(this.video, this.face, label);
  }

  show(person: Person): void {
    const role = t(roleKey(person.role));
    const name = person.name.length > 0 ? person.name : role;
    setText(this.name, person.local ? `${name} (${t("you")})` : name);
    setText(this.role, name === role ? "" : role);
    setText(this.face, initials(name));
    this.muted.hidden = person.audible;
    this.root.classList.toggle("self", person.local);
    this.root.classList.toggle("dark", person.video === undefined);
    const key = person.audible ? "personTile" : "personTileMuted";
    const off = person.video === undefined ? `, ${t("noCamera")}` : "";
    this.root.setAttribute("aria-label", t(key, { name, role }) + off);
    if (this.shown !== person.video) {
      this.attach(person.video);
    }
  }

  attach(video: string | undefined): void {
    if (this.shown !== undefined) {
      this.source.detach(this.shown, this.video);
    }
    this.shown = video;
    if (video !== undefined) {
      this.source.attach(video, this.video);
    }
  }
}

/** The list of tiles; keeps one element per person, so that a playing video is never taken out of the page. */
export class Tiles {
  readonly root = element("ul", { class: "tiles", "aria-label": t("people") });
  private readonly tiles = new Map<string, Tile>();
  private count = 0;

  constructor(private readonly source: VideoSource) {
    new ResizeObserver(() => this.arrange()).observe(this.root);
  }

  show(people: readonly Person[]): void {
    const here = new Set(people.map((person) => person.id));
    for (const [id, tile] of this.tiles) {
      if (!here.has(id)) {
        tile.attach(undefined);
        tile.root.remove();
        this.tiles.delete(id);
      }
    }
    for (const person of inOrder(people)) {
      let tile = this.tiles.get(person.id);
      if (tile === undefined) {
        tile = new Tile(this.source);
        this.tiles.set(person.id, tile);
        const self = this.root.querySelector(".self");
        this.root.insertBefore(tile.root, person.local ? null : self);
      }
      tile.show(person);
    }
    this.root.dataset["layout"] = layoutOf(people);
    this.count = people.length;
    this.arrange();
  }

  private arrange(): void {
    const { clientWidth, clientHeight } = this.root;
    if (clientWidth === 0 || clientHeight === 0) {
      return;
    }
    const grid = gridFor(this.count, clientWidth / clientHeight);
    this.root.style.setProperty("--columns", String(grid.columns));
    this.root.style.setProperty("--rows", String(grid.rows));
  }
}
