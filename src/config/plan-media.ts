import type { AudioSource, FolderSource, ImageSource } from '../model/media.ts';
import { mostBodyBytes } from '../model/schedule.ts';
import type { AudioSettings, ImageSettings } from './media-schema.ts';
import type { PathChecker } from './path-checker.ts';
import type { Place, Problems } from './problem.ts';

/** 50 images of 1920 x 1080, which take a minute to draw and to encode on one slow core. */
const mostPixels = 120_000_000;

/** So many different ones that a server which keeps its last few answers has to work. */
const usualImages = 50;
const usualRecordings = 20;
/** What speech models are trained on. */
const usualRate = 16_000;

export function planImage(written: ImageSettings, at: Place, problems: Problems): ImageSource {
  const { width, height, format = 'jpeg', content = 'photo-like', count = usualImages } = written;
  const pixels = count * width.to * height.to;
  if (pixels > mostPixels) {
    const fact = `${count} images of up to ${width.to} x ${height.to} are ${Math.round(pixels / 1e6)} million pixels.`;
    const remedy = `Lower \`count\`, \`width\` or \`height\`: at most ${mostPixels / 1e6} million pixels are drawn for a class.`;
    problems.add('config-invalid', at, fact, remedy);
  }
  return { kind: 'image', count, width, height, format, content };
}

export function planAudio(written: AudioSettings, at: Place, problems: Problems): AudioSource {
  const { seconds, rate = usualRate, channels = 1, count = usualRecordings } = written;
  const bytes = count * seconds.to * rate * channels * 2;
  if (bytes > mostBodyBytes) {
    const fact = `${count} recordings of up to ${seconds.to} s have ${Math.round(bytes / 2 ** 20)} MiB.`;
    const remedy = `Lower \`count\`, \`seconds\` or \`rate\`: at most ${mostBodyBytes / 2 ** 20} MiB are held.`;
    problems.add('config-invalid', at, fact, remedy);
  }
  return { kind: 'audio', count, seconds, rate, channels };
}

/** Splits `images/a/*.jpg` where the pattern begins; the folder in front must be there. */
export function planFiles(written: string, at: Place, paths: PathChecker): FolderSource {
  const parts = written.split('/');
  const first = parts.findIndex((part) => /[*?[\]{}()!]/.test(part));
  const split = first === -1 ? parts.length - 1 : first;
  const asked = parts.slice(0, split).join('/') || (written.startsWith('/') ? '/' : '.');
  const pattern = parts.slice(split).join('/');
  const folder = paths.inside(asked, at);
  if (parts.slice(split).includes('..')) {
    const remedy = 'Write a folder and what its files are called: `images/*.jpg`.';
    paths.problems.add('config-invalid', at, `The pattern ${written} goes up again by \`..\`.`, remedy);
  } else if (folder !== undefined && paths.kindOf(folder) !== 'folder') {
    const remedy = 'Commit the folder, or correct the path: it starts from the folder of sluice.yml.';
    paths.problems.add('dataset-missing', at, `There is no folder ${folder}.`, remedy);
  }
  return { kind: 'folder', folder: folder ?? asked, pattern };
}
