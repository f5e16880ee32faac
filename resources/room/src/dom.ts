// Small helpers for building elements without a framework.

type Attributes = Record<string, string>;

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

const paths = {
  microphone: "M10 2.5a2.5 2.5 0 0 0-2.5 2.5v5a2.5 2.5 0 0 0 5 0V5A2.5 2.5 0 0 0 10 2.5ZM5 9.5a5 5 0 0 0 10 0M10 14.5v3M7.5 17.5h5",
  microphoneOff: "M10 2.5a2.5 2.5 0 0 0-2.5 2.5v5a2.5 2.5 0 0 0 5 0V5A2.5 2.5 0 0 0 10 2.5ZM5 9.5a5 5 0 0 0 10 0M10 14.5v3M7.5 17.5h5M3.5 2.5l13 15",
  camera: "M2.5 5.5h10v9h-10ZM12.5 8.5l5-2.5v8l-5-2.5",
  cameraOff: "M2.5 5.5h10v9h-10ZM12.5 8.5l5-2.5v8l-5-2.5M3.5 2.5l13 15",
  leave: "M8 3.5H4.5v13H8M12 6.5l3.5 3.5-3.5 3.5M15.5 10h-8",
};

export type IconName = keyof typeof paths;

export function icon(name: IconName): SVGSVGElement {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(namespace, "path");
  path.setAttribute("d", paths[name]);
  svg.append(path);
  return svg;
}

/** Sets the text only when it differs, so that screen readers do not repeat it. */
export function setText(target: Element, text: string): void {
  if (target.textContent !== text) {
    target.textContent = text;
  }
}
