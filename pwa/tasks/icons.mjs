// Draw the mark, a calm tide under a low sun, and write it as SVG and PNG without any library.
import { mkdirSync, writeFileSync } from "node:fs";
import { crc32, deflateSync } from "node:zlib";

const PAPER = [250, 247, 241];
const DEEP = [11, 94, 101];
const TIDE = [64, 152, 156];
const SUN = [226, 178, 104];

/** Shapes on a unit square: [colour, covers(x, y)], later ones in front. */
const SHAPES = [
  {
    colour: SUN,
    covers: (/** @type {number} */ x, /** @type {number} */ y) =>
      (x - 0.5) ** 2 + (y - 0.42) ** 2 < 0.155 ** 2,
  },
  {
    colour: TIDE,
    covers: (/** @type {number} */ x, /** @type {number} */ y) =>
      y > 0.52 + 0.032 * Math.cos(2 * Math.PI * x * 1.5),
  },
  {
    colour: DEEP,
    covers: (/** @type {number} */ x, /** @type {number} */ y) =>
      y > 0.66 - 0.032 * Math.cos(2 * Math.PI * x * 1.5),
  },
];

/**
 * Return the corner cut of a rounded square; a maskable icon has none, the phone cuts it.
 * @param {number} x @param {number} y @param {number} radius
 */
function insideCorners(x, y, radius) {
  const dx = Math.max(radius - x, x - (1 - radius), 0);
  const dy = Math.max(radius - y, y - (1 - radius), 0);
  return dx * dx + dy * dy <= radius * radius;
}

/** Sub-samples an axis per pixel, for smooth edges. */
const SAMPLES = 4;

/** @param {number} size @param {number} radius @param {number} zoom */
function pixels(size, radius, zoom) {
  const rows = Buffer.alloc(size * (1 + size * 4));
  for (let py = 0; py < size; py += 1) {
    for (let px = 0; px < size; px += 1) {
      const [r, g, b, a] = sampled(px, py, size, radius, zoom);
      rows.set([r, g, b, a], py * (1 + size * 4) + 1 + px * 4);
    }
  }
  return rows;
}

/**
 * @param {number} px @param {number} py @param {number} size @param {number} radius
 * @param {number} zoom @returns {[number, number, number, number]}
 */
function sampled(px, py, size, radius, zoom) {
  const sum = [0, 0, 0];
  let inside = 0;
  for (let i = 0; i < SAMPLES * SAMPLES; i += 1) {
    const x = (px + ((i % SAMPLES) + 0.5) / SAMPLES) / size;
    const y = (py + (Math.floor(i / SAMPLES) + 0.5) / SAMPLES) / size;
    if (!insideCorners(x, y, radius)) continue;
    inside += 1;
    const colour = colourAt(0.5 + (x - 0.5) * zoom, 0.5 + (y - 0.5) * zoom);
    for (let c = 0; c < 3; c += 1) sum[c] = (sum[c] ?? 0) + (colour[c] ?? 0);
  }
  const part = inside === 0 ? 1 : inside;
  const [r = 0, g = 0, b = 0] = sum.map((value) => Math.round(value / part));
  return [r, g, b, Math.round((255 * inside) / SAMPLES ** 2)];
}

/** @param {number} x @param {number} y */
function colourAt(x, y) {
  let colour = PAPER;
  for (const shape of SHAPES) if (shape.covers(x, y)) colour = shape.colour;
  return colour;
}

/** @param {string} kind @param {Buffer} data */
function chunk(kind, data) {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(data.length);
  const body = Buffer.concat([Buffer.from(kind, "latin1"), data]);
  const tail = Buffer.alloc(4);
  tail.writeUInt32BE(crc32(body));
  return Buffer.concat([head, body, tail]);
}

/** @param {number} size @param {number} radius @param {number} zoom */
function png(size, radius, zoom) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(pixels(size, radius, zoom), { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** @param {number} level @param {number} swing */
function wave(level, swing) {
  const points = Array.from({ length: 33 }, (_, i) => {
    const x = i / 32;
    return `${(x * 64).toFixed(1)} ${((level + swing * Math.cos(2 * Math.PI * x * 1.5)) * 64).toFixed(2)}`;
  });
  return `M0 64 L${points.join(" L")} L64 64 Z`;
}

const hex = (/** @type {number[]} */ rgb) =>
  `#${rgb.map((v) => v.toString(16).padStart(2, "0")).join("")}`;

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
<clipPath id="c"><rect width="64" height="64" rx="14"/></clipPath>
<g clip-path="url(#c)"><rect width="64" height="64" fill="${hex(PAPER)}"/>
<circle cx="32" cy="26.9" r="9.9" fill="${hex(SUN)}"/>
<path d="${wave(0.52, 0.032)}" fill="${hex(TIDE)}"/>
<path d="${wave(0.66, -0.032)}" fill="${hex(DEEP)}"/></g></svg>
`;

mkdirSync("public/icons", { recursive: true });
writeFileSync("public/icons/tideover.svg", svg);
writeFileSync("public/icons/tideover-192.png", png(192, 0.22, 1));
writeFileSync("public/icons/tideover-512.png", png(512, 0.22, 1));
writeFileSync("public/icons/tideover-maskable-512.png", png(512, 0, 1.2));
