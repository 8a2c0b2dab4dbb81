import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../clock';
import { BOT, TEAM } from '../../identity';
import type { Changes } from '../changes';
import { randomHex } from '../ids';
import type { SlackFile } from '../model';
import type { StoredFile, WorkspaceState } from '../workspace-state';
import { isShownInBlocks, mimetypeOf, typeOf } from './file-types';

/** A file that was announced and whose content has not come or was not completed yet. Lost with the process. */
interface Upload {
  id: string;
  name: string;
  length: number;
  altText?: string;
  content?: Uint8Array;
}

export interface FileStoreOptions {
  /** Folder of the files' contents; made when the first comes. */
  directory: string;
  baseUrl: () => string;
  /** Seconds until a completed image can be shown in blocks: Slack processes it after it has answered. */
  processingSeconds: number;
}

/** Files of the workspace: announced, uploaded, completed, shared, deleted (Slack, "Uploading files"). */
export class FileStore {
  readonly #uploads = new Map<string, Upload>();

  constructor(
    private readonly options: FileStoreOptions,
    private readonly state: WorkspaceState,
    private readonly changes: Changes,
    private readonly clock: Clock,
  ) {}

  /** Announces a file of the app. @returns its id, and the path that takes its content once */
  announce(upload: Pick<Upload, 'name' | 'length' | 'altText'>): { id: string; path: string } {
    const id = newFileId();
    const path = `/upload/v1/${randomHex(24)}`;
    this.#uploads.set(path, { ...upload, id });
    return { id, path };
  }

  /** Takes the content of an announced file. @returns whether it is as long as was said, and nothing came before */
  receive(path: string, content: Uint8Array): boolean {
    const upload = this.#uploads.get(path);
    if (!upload || upload.content || content.length !== upload.length) return false;
    upload.content = content;
    return true;
  }

  /** Whether completeUploadExternal may name it: announced, uploaded and not completed before. */
  isUploaded(id: string): boolean {
    return this.#upload(id) !== undefined;
  }

  complete(id: string, title: string | undefined): StoredFile | undefined {
    const [path, upload] = this.#upload(id) ?? [];
    if (!path || !upload?.content) return undefined;
    this.#uploads.delete(path);
    const { name, altText } = upload;
    return this.#keep(
      { id, name, title: title ?? name, user: BOT.userId, ...(altText && { altText }) },
      upload.content,
    );
  }

  /** A person's file, there at once. */
  add(user: string, name: string, content: Uint8Array): StoredFile {
    return this.#keep({ id: newFileId(), name, title: name, user }, content);
  }

  find(id: unknown): StoredFile | undefined {
    return typeof id === 'string' && Object.hasOwn(this.state.stored.files, id)
      ? this.state.stored.files[id]
      : undefined;
  }

  /** By `url_private` or permalink, as a slack_file may name it. */
  findByUrl(url: string): StoredFile | undefined {
    const id = /\/(?:files-pri\/[A-Z0-9]+-|files\/[A-Z0-9]+\/)(F[A-Z0-9]+)(?:\/|$)/.exec(url)?.[1];
    const file = this.find(id);
    return file && [this.view(file).url_private, this.view(file).permalink].includes(url) ? file : undefined;
  }

  content(file: StoredFile): Uint8Array {
    return readFileSync(join(this.options.directory, file.id));
  }

  /** Whether an image block may show it now. */
  isShowable({ mimetype, usableFrom = 0 }: StoredFile): boolean {
    return isShownInBlocks(mimetype) && usableFrom <= this.#seconds();
  }

  share(file: StoredFile, channel: string, share: { ts: string; thread_ts?: string }): void {
    file.shares[channel] = [...(file.shares[channel] ?? []), share];
    this.state.save();
  }

  delete(file: StoredFile): void {
    delete this.state.stored.files[file.id];
    this.state.save();
    rmSync(join(this.options.directory, file.id), { force: true });
    this.changes.announce('files');
  }

  /** The file as Slack describes it. */
  view(file: StoredFile): SlackFile {
    const { filetype, pretty } = typeOf(file.mimetype);
    const at = (path: string): string => new URL(path, this.options.baseUrl()).href;
    const name = encodeURIComponent(file.name);
    return {
      id: file.id,
      created: file.created,
      timestamp: file.created,
      name: file.name,
      title: file.title,
      mimetype: file.mimetype,
      filetype,
      pretty_type: pretty,
      user: file.user,
      user_team: TEAM.id,
      size: file.size,
      mode: 'hosted',
      is_external: false,
      is_public: Object.keys(file.shares).some((channel) => channel.startsWith('C')),
      ...(file.altText && { alt_txt: file.altText }),
      url_private: at(`/files-pri/${TEAM.id}-${file.id}/${name}`),
      url_private_download: at(`/files-pri/${TEAM.id}-${file.id}/download/${name}`),
      permalink: at(`/files/${file.user}/${file.id}/${name}`),
    };
  }

  #upload(id: string): [path: string, upload: Upload] | undefined {
    return [...this.#uploads].find(([, upload]) => upload.id === id && upload.content !== undefined);
  }

  #keep(file: Pick<StoredFile, 'id' | 'name' | 'title' | 'user' | 'altText'>, content: Uint8Array): StoredFile {
    const created = this.#seconds();
    const stored: StoredFile = {
      ...file,
      created,
      size: content.length,
      mimetype: mimetypeOf(file.name, content),
      usableFrom: created + this.options.processingSeconds,
      shares: {},
    };
    mkdirSync(this.options.directory, { recursive: true });
    writeFileSync(join(this.options.directory, file.id), content);
    this.state.stored.files[file.id] = stored;
    this.state.save();
    this.changes.announce('files');
    return stored;
  }

  #seconds(): number {
    return Math.floor(this.clock.now().getTime() / 1000);
  }
}

const newFileId = (): string => `F${randomHex(5).toUpperCase()}`;
