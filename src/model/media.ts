import type { JsonValue } from './protocol.ts';

/** Where the rows of a class come from when they are images, sound, or files as they lie in a folder. */
export type MediaSource = ImageSource | AudioSource | FolderSource;

/** Both ends belong to it. */
export interface Between {
  from: number;
  to: number;
}

export interface ImageSource {
  kind: 'image';
  count: number;
  /** In pixels. Both sides of an image lie at the same part of their ranges. */
  width: Between;
  height: Between;
  format: 'jpeg' | 'png';
  content: 'photo-like' | 'gradient' | 'noise';
}

/** WAV files with samples of 16 bits. */
export interface AudioSource {
  kind: 'audio';
  count: number;
  seconds: Between;
  /** Samples a second, of each channel. */
  rate: number;
  channels: 1 | 2;
}

export interface FolderSource {
  kind: 'folder';
  /** Relative to the workspace. */
  folder: string;
  /** Glob pattern of the files' paths from the folder. */
  pattern: string;
}

/** Bytes in a cell of a row, as plain data: rows are hashed and compared as JSON. */
export type FileCell = { base64: string; type: string; name: string };

/** The row of one file. Where its kind has them, `width` and `height` in pixels or `seconds` stand beside. */
export type MediaRow = Record<string, JsonValue> & {
  file: FileCell;
  name: string;
  type: string;
  bytes: number;
};
