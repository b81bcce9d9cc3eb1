import type { MediaPart } from '#shared/message-parts';

/** A picture or file by a data URL or an address; `null` for what is neither. */
export function sourceOf(url: string): Pick<MediaPart, 'mediaType' | 'source'> | null {
  const data = /^data:([\w.+-]+\/[\w.+-]+)(?:;[^,;]*)*;base64,([\w+/=-]*)$/s.exec(url);
  if (data?.[1] && data[2] !== undefined) return { mediaType: data[1], source: { data: data[2] } };
  if (!/^(https?|gs):\/\//i.test(url) || url.length > 4096) return null;
  return { mediaType: typeOfName(url), source: { url } };
}

const types: Record<string, string> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  pdf: 'application/pdf',
  txt: 'text/plain',
  mp3: 'audio/mpeg',
  wav: 'audio/wav'
};

function typeOfName(name: string): string {
  const end = /\.(\w+)(?:[?#].*)?$/.exec(name)?.[1]?.toLowerCase() ?? '';
  return (Object.hasOwn(types, end) ? types[end] : undefined) ?? 'image/png';
}
