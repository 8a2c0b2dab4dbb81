import type { Actor } from './policy';

/** Who acts where the configuration says that no person needs to. */
export const POLICY: Actor = { id: 'policy', name: 'mlpipeline.yaml', team: 'mlpipeline' };
