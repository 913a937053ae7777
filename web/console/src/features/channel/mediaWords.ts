/** What a medium is, as it is called and drawn before it is here. */
import FileText from '@lucide/svelte/icons/file-text';
import Film from '@lucide/svelte/icons/film';
import Image from '@lucide/svelte/icons/image';
import Mic from '@lucide/svelte/icons/mic';
import Music from '@lucide/svelte/icons/music';
import Sticker from '@lucide/svelte/icons/sticker';
import type { MediaKind } from '@hovorna/shared/contract';
import type { Glyph } from '@hovorna/shared/ui';
import { m } from '@hovorna/shared/words';

const LOOKS: Record<MediaKind, { icon: Glyph; name: () => string }> = {
  image: { icon: Image, name: m.console_media_image },
  video: { icon: Film, name: m.console_media_video },
  audio: { icon: Music, name: m.console_media_audio },
  voice: { icon: Mic, name: m.console_media_voice },
  sticker: { icon: Sticker, name: m.console_media_sticker },
  file: { icon: FileText, name: m.console_media_file },
};

export function mediaLook(kind: MediaKind): { icon: Glyph; name: string } {
  const { icon, name } = LOOKS[kind];
  return { icon, name: name() };
}
