// Leptonica's pixels to bytes: they stand in words of 32 bits, the first pixel in the most significant bits. Tight
// loops without allocation: a page has millions of them.
import { brightness, type Raster } from './raster.ts';

export interface PixLayout {
  readonly width: number;
  readonly height: number;
  /** Bits a pixel: 1, 2, 4, 8, 16 or 32. */
  readonly depth: number;
  readonly hasAlpha: boolean;
  readonly wordsPerLine: number;
  /** Index of the first pixel's word. */
  readonly start: number;
}

/** @param palette colours by index, blue in the lowest byte */
export function pixels(words: Uint32Array, layout: PixLayout, palette: Uint32Array | null, inGrey: boolean): Raster {
  if (layout.depth === 32) return inGrey ? trueColourInGrey(words, layout) : trueColour(words, layout);
  const { width, height, depth } = layout;
  const values = unpack(words, layout);
  if (palette === null) {
    const greys = Uint8Array.from({ length: Math.min(256, 2 ** depth) }, (_, value) => greyOf(value, depth));
    for (let at = 0; at < values.length; at += 1) values[at] = greys[values[at]!]!;
    return { width, height, channels: 1, data: values };
  }
  const channels = inGrey ? 1 : 3;
  const data = new Uint8Array(values.length * channels);
  for (let at = 0, to = 0; at < values.length; at += 1) {
    const colour = palette[values[at]!]!;
    const [red, green, blue] = [(colour >>> 16) & 255, (colour >>> 8) & 255, colour & 255];
    if (channels === 1) data[to++] = brightness(red, green, blue);
    else {
      data[to++] = red;
      data[to++] = green;
      data[to++] = blue;
    }
  }
  return { width, height, channels, data };
}

/** With one bit a pixel, 1 is black; else 0 is. */
const greyOf = (value: number, depth: number): number => (depth === 1 ? 255 - value * 255 : Math.round((value * 255) / (2 ** Math.min(depth, 8) - 1)));

/** One byte a pixel; of 16 bits the upper eight. */
function unpack(words: Uint32Array, { width, height, depth, wordsPerLine, start }: PixLayout): Uint8Array {
  const out = new Uint8Array(width * height);
  const shiftOfFirst = 32 - depth;
  const mask = 2 ** Math.min(depth, 8) - 1;
  const drop = Math.max(0, depth - 8);
  for (let y = 0, to = 0; y < height; y += 1) {
    let at = start + y * wordsPerLine;
    let shift = shiftOfFirst;
    for (let x = 0; x < width; x += 1) {
      out[to++] = (words[at]! >>> (shift + drop)) & mask;
      shift -= depth;
      if (shift >= 0) continue;
      shift = shiftOfFirst;
      at += 1;
    }
  }
  return out;
}

/** What is see-through stands on white paper. */
const onWhite = (value: number, alpha: number): number => 255 + ((value - 255) * alpha) / 255;

function trueColour(words: Uint32Array, { width, height, wordsPerLine, start, hasAlpha }: PixLayout): Raster {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, to = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const word = words[start + y * wordsPerLine + x]!;
      const alpha = hasAlpha ? word & 255 : 255;
      data[to++] = onWhite(word >>> 24, alpha);
      data[to++] = onWhite((word >>> 16) & 255, alpha);
      data[to++] = onWhite((word >>> 8) & 255, alpha);
    }
  }
  return { width, height, channels: 3, data };
}

function trueColourInGrey(words: Uint32Array, { width, height, wordsPerLine, start, hasAlpha }: PixLayout): Raster {
  const data = new Uint8Array(width * height);
  for (let y = 0, to = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const word = words[start + y * wordsPerLine + x]!;
      data[to++] = onWhite(brightness(word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255), hasAlpha ? word & 255 : 255);
    }
  }
  return { width, height, channels: 1, data };
}
