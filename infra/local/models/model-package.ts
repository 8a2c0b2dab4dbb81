import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const Manifest = z.object({
  model: z.string(),
  version: z.string(),
  digest: z.string(),
  features: z.array(z.string()),
});
const Evaluation = z.object({ accuracy: z.number(), macro_f1: z.number(), log_loss: z.number() });

export interface ModelPackage extends z.infer<typeof Manifest> {
  metrics: z.infer<typeof Evaluation>;
}

/** What the sender says the package is. */
export interface PackageClaim {
  model: string;
  version: string;
  digest: string;
}

/** The package is not what it claims to be; the message is the sentence its sender reads. */
export class BadPackage extends Error {}

/**
 * Unpacks a gzipped tar archive into an empty folder and makes sure that it is the model it is said to be: the digest is
 * computed from the model file, never believed.
 * @throws BadPackage
 */
export async function unpackModel(archive: Buffer, directory: string, claim: PackageClaim): Promise<ModelPackage> {
  await extract(archive, directory);
  const contents = await readPackage(directory);
  const digest = `sha256:${createHash('sha256')
    .update(await readFile(join(directory, 'model.json')))
    .digest('hex')}`;
  if (digest !== claim.digest) throw new BadPackage(`The model file has digest ${digest}, not ${claim.digest}.`);
  for (const key of ['model', 'version', 'digest'] as const) {
    if (contents[key] !== claim[key]) {
      throw new BadPackage(`The manifest says ${key} ${contents[key]}, the request ${claim[key]}.`);
    }
  }
  return contents;
}

async function readPackage(directory: string): Promise<ModelPackage> {
  try {
    const manifest = Manifest.parse(JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8')));
    const metrics = Evaluation.parse(JSON.parse(await readFile(join(directory, 'evaluation.json'), 'utf8')));
    return { ...manifest, metrics };
  } catch (cause) {
    throw new BadPackage('The package lacks a readable manifest.json or evaluation.json.', { cause });
  }
}

function extract(archive: Buffer, directory: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const tar = execFile('tar', ['-xzf', '-', '-C', directory], (cause) =>
      cause ? reject(new BadPackage('The request body is not a gzipped tar archive.', { cause })) : resolve(),
    );
    // tar ends at the first bytes it cannot read; that it no longer takes the rest is said by its exit code.
    tar.stdin?.on('error', () => undefined);
    tar.stdin?.end(archive);
  });
}
