/**
 * Files on their way to one conversation: chosen, checked, going up, there. It outlives the composer, so that
 * an upload goes on while another conversation is looked at.
 */
import { GivenUp, uuid7, type Upload } from '@hovorna/shared/api';
import type { Attachment, FileRules } from '@hovorna/shared/contract';
import { fileRefusal, MOST_FILES } from '@hovorna/shared/state';
import { m } from '@hovorna/shared/words';
import { fileAgainst, type FileTaker } from '../channel/refusedFile.ts';
import { fileRefusalWords, uploadFailure } from '../files/fileWords.ts';

export interface TrayFile {
  /** The id it will have on the server; the same for every try. */
  id: string;
  file: File;
  /** Address of the picture in this browser's memory; null for what is no picture. */
  preview: string | null;
  /** The messenger it has to go through; null: it goes through none. */
  taker: FileTaker | null;
  status: TrayStatus;
}

export type TrayStatus =
  | { kind: 'waiting' }
  | { kind: 'uploading'; part: number }
  | { kind: 'there'; attachment: Attachment }
  | { kind: 'failed'; why: string; canRetry: boolean; isLost: boolean };

export type StartUpload = (id: string, file: File, onprogress: (part: number) => void) => Upload;

/** More at once would take the browser's connections from everything else that is asked of the server. */
const AT_ONCE = 3;

export class Tray {
  files: readonly TrayFile[] = $state.raw([]);
  /** How many pictures are being made over before they go up. */
  preparing = $state(0);
  /** Another one each time it is emptied. */
  #filling = {};
  readonly #start: StartUpload;
  readonly #running = new Map<string, Upload>();

  constructor(start: StartUpload) {
    this.#start = start;
  }

  get isEmpty(): boolean {
    return this.files.length === 0 && this.preparing === 0;
  }

  get isUploading(): boolean {
    if (this.preparing > 0) return true;
    return this.files.some(({ status: { kind } }) => kind === 'waiting' || kind === 'uploading');
  }

  get hasFailed(): boolean {
    return this.files.some(({ status }) => status.kind === 'failed');
  }

  /** What is refused stands in the tray too, with the reason: nothing that was chosen just disappears. */
  add(
    files: readonly File[],
    rules: FileRules,
    /** The messenger they have to go through; null: they go through none. */
    taker: FileTaker | null = null,
  ): void {
    let free = MOST_FILES - this.files.filter(({ status }) => isTaken(status)).length;
    const added = files.map((file): TrayFile => {
      const refusal = fileRefusal(file, rules);
      const refused =
        refusal !== null
          ? fileRefusalWords(refusal)
          : taker !== null
            ? fileAgainst(file, taker)
            : null;
      const why = refused ?? (free-- > 0 ? null : m.console_file_many({ most: MOST_FILES }));
      return {
        id: uuid7(),
        file,
        preview: /^image\/(png|jpeg|gif|webp|avif|bmp)$/.test(file.type)
          ? URL.createObjectURL(file)
          : null,
        taker,
        status:
          why === null
            ? { kind: 'waiting' }
            : { kind: 'failed', why, canRetry: false, isLost: false },
      };
    });
    this.files = [...this.files, ...added];
    this.#next();
  }

  /** Files that are being made over first: until then they stand there as a number. */
  async addLater(
    made: readonly Promise<File>[],
    rules: FileRules,
    taker: FileTaker | null,
  ): Promise<void> {
    const filling = this.#filling;
    this.preparing += made.length;
    const files = await Promise.all(made);
    if (filling !== this.#filling) return;
    this.preparing -= made.length;
    this.add(files, rules, taker);
  }

  retry(id: string): void {
    this.#setStatus(id, { kind: 'waiting' });
    this.#next();
  }

  /** What failed for want of a line goes again. */
  lineIsBack(): void {
    for (const { id, status } of this.files)
      if (status.kind === 'failed' && status.isLost) this.#setStatus(id, { kind: 'waiting' });
    this.#next();
  }

  remove(id: string): void {
    const removed = this.files.find((it) => it.id === id);
    if (removed?.preview) URL.revokeObjectURL(removed.preview);
    this.files = this.files.filter((it) => it.id !== id);
    this.#running.get(id)?.giveUp();
    this.#next();
  }

  /** Takes out what is there, to be sent. */
  take(): Attachment[] {
    const there = this.files.flatMap(({ status }) =>
      status.kind === 'there' ? [status.attachment] : [],
    );
    this.clear();
    return there;
  }

  clear(): void {
    this.#filling = {};
    this.preparing = 0;
    for (const { id } of this.files) this.remove(id);
  }

  #next(): void {
    for (const { id, file, status } of this.files) {
      if (this.#running.size >= AT_ONCE) return;
      if (status.kind === 'waiting') this.#upload(id, file);
    }
  }

  #upload(id: string, file: File): void {
    this.#setStatus(id, { kind: 'uploading', part: 0 });
    const upload = this.#start(id, file, (part) =>
      this.#setStatus(id, { kind: 'uploading', part }),
    );
    this.#running.set(id, upload);
    upload.done
      .then(
        (attachment) => this.#setStatus(id, this.#arrived(id, attachment)),
        (error: unknown) => {
          if (error instanceof GivenUp) return;
          const failure = uploadFailure(error);
          this.#setStatus(id, { kind: 'failed', ...failure, isLost: failure.canRetry });
        },
      )
      .finally(() => {
        this.#running.delete(id);
        this.#next();
      });
  }

  /** Only its bytes say what it is: what the messenger does not take is told now, not when it is sent. */
  #arrived(id: string, attachment: Attachment): TrayStatus {
    const { name, size, media_type: type } = attachment;
    const taker = this.files.find((it) => it.id === id)?.taker ?? null;
    const why = taker === null ? null : fileAgainst({ name, size, type }, taker);
    if (why === null) return { kind: 'there', attachment };
    return { kind: 'failed', why, canRetry: false, isLost: false };
  }

  #setStatus(id: string, status: TrayStatus): void {
    this.files = this.files.map((it) => (it.id === id ? { ...it, status } : it));
  }
}

function isTaken(status: TrayStatus): boolean {
  return status.kind !== 'failed' || status.canRetry;
}
