import type { Place } from '../aws/places';
import type { PipelinePolicy, ProjectPolicy, Role, Scope } from '../domain/policies/policy';
import { digestPlansFrom } from './digest';
import { approvalSentences, asksTheRole } from './explain-approvals';
import { rollbackSentences } from './explain-rollback';
import { placesFrom } from './places';
import { policiesFrom } from './policies';
import type { Configuration } from './schema';

const MAY: [Role, string][] = [
  ['viewer', 'look'],
  ['operator', 'start, stop and roll back'],
  ['approver', 'approve and reject'],
  ['admin', 'administer'],
];

/** What the bot makes of a configuration, in sentences, so that a person can compare it with what they meant. */
export function explain(configuration: Configuration): string {
  const policies = policiesFrom(configuration);
  const placeOf = placesFrom(configuration);
  const scopes = [...policies.pipelines(), ...policies.projects()];
  const told = scopes.map((scope) => {
    const sentences = sentencesOn(scope, placeOf(scope) ?? {}, freezesOf(configuration, scope));
    return paragraph(titleOf(scope), sentences);
  });
  return [...told, paragraph('Daily digest', aboutDigests(configuration))].join('\n\n');
}

const paragraph = (title: string, sentences: readonly string[]): string =>
  [title, ...sentences.map((line) => `  ${line}`)].join('\n');

function aboutDigests(configuration: Configuration): string[] {
  const plans = digestPlansFrom(configuration);
  if (plans.length === 0) return ['No channel gets it; people may ask for one: /mlpipeline digest.'];
  return plans.map(
    ({ channel, timeZone, at: { hour, minute } }) =>
      `${channel} gets it every day at ${twoDigits(hour)}:${twoDigits(minute)}, by the clocks of ${timeZone}.`,
  );
}

const twoDigits = (number: number): string => String(number).padStart(2, '0');

type GivenFreezes = Configuration['freezes'];

/** Builds by hand are not frozen: they release nothing. */
const freezesOf = ({ freezes, pipelines }: Configuration, { kind, name }: Scope): GivenFreezes =>
  kind === 'pipeline' ? [...freezes, ...(pipelines[name]?.freezes ?? [])] : [];

const titleOf = ({ kind, name }: Scope): string => `${kind === 'pipeline' ? 'Pipeline' : 'CodeBuild project'} ${name}`;

function sentencesOn(scope: PipelinePolicy | ProjectPolicy, place: Place, freezes: GivenFreezes): string[] {
  return [
    inSentence(place),
    `Its cards go to ${scope.channel}.`,
    ...(scope.kind === 'pipeline' ? aboutReleases(scope) : aboutSource(scope)),
    ...freezes.map(
      ({ from, to, timeZone, reason }) => `It is frozen from ${from} to ${to}, by the clocks of ${timeZone}: ${reason}`,
    ),
    ...MAY.filter(([role]) => role !== 'approver' || (scope.kind === 'pipeline' && asksTheRole(scope))).map(
      ([role, deed]) => mayDo(scope, role, deed),
    ),
    ...(scope.kind === 'pipeline' ? [...approvalSentences(scope), ...rollbackSentences(scope)] : []),
  ];
}

function inSentence({ region, roleArn, externalId }: Place): string {
  const where = `It is in ${region ?? 'the bot’s own region'}`;
  if (!roleArn) return `${where}, in the bot’s own account.`;
  const account = roleArn.split(':')[4];
  return `${where}, in account ${account}, reached by the role ${roleArn}${externalId ? ' with an external id' : ''}.`;
}

function aboutReleases({ name, model, deployStage, alarms, endpoints, modelPackageGroup }: PipelinePolicy): string[] {
  const stage = deployStage ? `its stage ${deployStage}` : 'its last stage';
  return [
    ...(model === name ? [] : [`Its model is called ${model}; people may type that too.`]),
    `An execution that succeeds in ${stage} is a release.`,
    ...(modelPackageGroup
      ? [
          `Versions of the model package group ${modelPackageGroup} are answered from Slack: one that its executions name with their approval, any other that waits with a card of its own.`,
        ]
      : []),
    ...(alarms.length > 0 ? [`The channel is told when one of these alarms rings: ${alarms.join(', ')}.`] : []),
    ...(endpoints.length > 0
      ? [`The channel is told when one of these endpoints is in trouble: ${endpoints.join(', ')}.`]
      : []),
  ];
}

const aboutSource = ({ repository }: ProjectPolicy): string[] => [
  repository
    ? `Where its own source is a pipeline, it is built from the CodeCommit repository ${repository}.`
    : 'It is built from its own source; where that is a pipeline, it cannot be built by hand: repository is not given.',
];

function mayDo({ kind, name, roles }: Scope, role: Role, deed: string): string {
  const grant = roles[role];
  const who = `May ${deed} (${role}):`;
  if (grant === 'everyone') return `${who} every full member of the workspace.`;
  if (grant.length > 0) return `${who} ${grant.join(', ')}.`;
  return `${who} nobody. Neither roles.${role} nor ${kind}s.${name}.roles.${role} names anyone.`;
}
