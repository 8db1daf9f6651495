import { crc32, inflateRawSync } from 'node:zlib';
import { SluiceError } from '../model/error.ts';

/** Signatures and fixed lengths of the ZIP format: APPNOTE.TXT 6.3, sections 4.3.7, 4.3.12 and 4.3.16. */
const localHeader = { signature: 0x04034b50, bytes: 30 };
const directoryHeader = { signature: 0x02014b50, bytes: 46 };
const directoryEnd = { signature: 0x06054b50, bytes: 22 };
const encryptedFlag = 1;
const methods = { stored: 0, deflated: 8 };

interface Entry {
  name: string;
  flags: number;
  method: number;
  crc: number;
  packedBytes: number;
  bytes: number;
  headerAt: number;
}

/**
 * The wanted files of a ZIP archive, by name; what is not in it is left out. An archive may come from anybody, so only what
 * the artifact service's own uploader writes is read: one disk, no encryption, no ZIP64, nothing after the directory.
 * Nothing is unpacked but the wanted files, in memory, so a path that leads elsewhere leads nowhere.
 * @param wanted the largest size in bytes of each file that is read, by its exact name
 * @throws SluiceError `artifact-invalid`
 */
export function readArchive(zip: Buffer, wanted: ReadonlyMap<string, number>): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const entry of readDirectory(zip)) {
    const maximumBytes = wanted.get(entry.name);
    if (maximumBytes === undefined) continue;
    if (files.has(entry.name)) throw invalid(`it holds ${entry.name} twice`);
    if (entry.bytes > maximumBytes)
      throw invalid(`${entry.name} has ${entry.bytes} bytes, more than the ${maximumBytes} that are read`);
    files.set(entry.name, unpack(zip, entry));
  }
  return files;
}

function readDirectory(zip: Buffer): Entry[] {
  const endAt = zip.length - directoryEnd.bytes;
  if (endAt < 0 || zip.readUInt32LE(endAt) !== directoryEnd.signature)
    throw invalid('it does not end as a ZIP archive without a comment does');
  const count = zip.readUInt16LE(endAt + 10);
  const entries: Entry[] = [];
  let at = zip.readUInt32LE(endAt + 16);
  for (let i = 0; i < count; i += 1) {
    if (at + directoryHeader.bytes > endAt || zip.readUInt32LE(at) !== directoryHeader.signature)
      throw invalid(`its directory breaks off after ${i} of ${count} files`);
    const nameEnd = at + directoryHeader.bytes + zip.readUInt16LE(at + 28);
    entries.push({
      name: zip.toString('utf8', at + directoryHeader.bytes, Math.min(nameEnd, endAt)),
      flags: zip.readUInt16LE(at + 8),
      method: zip.readUInt16LE(at + 10),
      crc: zip.readUInt32LE(at + 16),
      packedBytes: zip.readUInt32LE(at + 20),
      bytes: zip.readUInt32LE(at + 24),
      headerAt: zip.readUInt32LE(at + 42),
    });
    at = nameEnd + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}

function unpack(zip: Buffer, { name, flags, method, crc, packedBytes, bytes, headerAt }: Entry): Buffer {
  if ((flags & encryptedFlag) !== 0) throw invalid(`${name} is encrypted`);
  if (headerAt + localHeader.bytes > zip.length || zip.readUInt32LE(headerAt) !== localHeader.signature)
    throw invalid(`${name} is not where the directory says`);
  const dataAt =
    headerAt + localHeader.bytes + zip.readUInt16LE(headerAt + 26) + zip.readUInt16LE(headerAt + 28);
  if (dataAt + packedBytes > zip.length) throw invalid(`${name} is cut short`);
  const data = inflate(name, method, zip.subarray(dataAt, dataAt + packedBytes), bytes);
  if (data.length !== bytes || crc32(data) !== crc)
    throw invalid(`${name} is not of the size and checksum that the directory says`);
  return data;
}

/** Never makes more than `bytes`, whatever the data would grow to. */
function inflate(name: string, method: number, packed: Buffer, bytes: number): Buffer {
  if (method === methods.stored) return packed;
  if (method !== methods.deflated) throw invalid(`${name} is packed by method ${method}`);
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(bytes, 1) });
  } catch (cause) {
    throw invalid(`${name} does not unpack to ${bytes} bytes`, cause);
  }
}

function invalid(what: string, cause?: unknown): SluiceError {
  return new SluiceError('artifact-invalid', {
    fact: `The archive of the artifact was refused: ${what}.`,
    remedy:
      'Nothing was posted from it. Look at the workflow of that run: another step may have written the artifact.',
    cause,
  });
}
