import type { KnownBlock } from '@slack/web-api';
import type { ModelPackage } from '../../domain/model-packages/model-package';
import type { PipelinePolicy } from '../../domain/policies/policy';
import { code, context, cut, firstLine, link, type Mrkdwn, md, moment, sections } from '../blocks';
import type { CardMessage } from '../cards/card-message';
import { type ConsolePlace, modelPackagePage } from '../console-links';
import { metricLabel } from '../figures';
import { principal } from '../principal';

interface ModelPackageCardInput {
  modelPackage: ModelPackage;
  policy: PipelinePolicy;
  console: ConsolePlace;
}

interface Standing {
  mark: string;
  words: string;
}

const DELETED: Standing = { mark: ':wastebasket:', words: 'was deleted' };
const STATUS: Record<ModelPackage['status'], Standing> = {
  pending: { mark: ':raised_hand:', words: 'waits for approval' },
  approved: { mark: ':white_check_mark:', words: 'approved' },
  rejected: { mark: ':x:', words: 'rejected' },
};

/** Of what its maker says of it: a reader decides in ten seconds. */
const PROPERTIES_SHOWN = 12;

/** A version that was answered when it was first heard of, so that nobody here was asked: one message, updated in place. */
export function modelPackageCard({ modelPackage, policy, console }: ModelPackageCardInput): CardMessage {
  const { group, version, arn } = modelPackage;
  return {
    channel: policy.channel,
    text: `Version ${version} of ${policy.model} ${standing(modelPackage).words}.`,
    blocks: [
      ...sections([headline(modelPackage, policy, console), ...origin(modelPackage), ...answer(modelPackage)]),
      ...properties(modelPackage),
      context(
        md`Model package group ${group} of SageMaker, claimed by ${policy.name}`,
        md`Registered ${moment(modelPackage.createdAt)}`,
        code(cut(arn, 200)),
      ),
    ],
  };
}

const standing = ({ status, deletedAt }: ModelPackage): Standing => (deletedAt ? DELETED : STATUS[status]);

function headline(modelPackage: ModelPackage, { model }: PipelinePolicy, console: ConsolePlace): Mrkdwn {
  const { group, version } = modelPackage;
  const { mark, words } = standing(modelPackage);
  const page = link(modelPackagePage(console, group, version), `version ${version}`);
  return md`:package: *${model}* ${page} ${mark} ${words}`;
}

function origin({ commitId, createdBy }: ModelPackage): Mrkdwn[] {
  const by = createdBy ? md` by ${cut(principal(createdBy), 80)}` : md``;
  const commit = commitId ? md` from commit ${code(commitId.slice(0, 7))}` : md``;
  return createdBy || commitId ? [md`Registered${by}${commit}`] : [];
}

function answer({ status, reason, modifiedBy, modifiedAt, deletedAt }: ModelPackage): Mrkdwn[] {
  if (deletedAt) return [md`It is no longer in the model registry, found ${moment(deletedAt)}.`];
  if (status === 'pending') {
    return [md`It is decided in SageMaker: in the model registry of Studio, or by UpdateModelPackage.`];
  }
  const by = modifiedBy ? md` by ${cut(principal(modifiedBy), 80)}` : md``;
  const verb = status === 'approved' ? 'Approved' : 'Rejected';
  return [md`${verb}${by}, ${moment(modifiedAt)}`, ...(reason ? [md`>${firstLine(reason, 500)}`] : [])];
}

function properties({ properties: all }: ModelPackage): KnownBlock[] {
  const entries = Object.entries(all);
  const shown = entries
    .slice(0, PROPERTIES_SHOWN)
    .map(([name, value]) => md`${cut(metricLabel(name), 60)}: *${cut(value, 80)}*`);
  const more = entries.length - shown.length;
  return sections([...shown, ...(more > 0 ? [md`… and ${more} more`] : [])]);
}
