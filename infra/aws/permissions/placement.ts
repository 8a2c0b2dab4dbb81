import { ConfigurationError } from '../../../src/config/load';
import type { Configured } from './gateway-permissions';
import { unique } from './permission';

/** Where the bot runs, as far as the context says it. */
export interface BotPlace {
  account?: string | undefined;
  region?: string | undefined;
}

/** A role that the configuration names, with what is reached by it. */
export interface RoleElsewhere {
  roleArn: string;
  /** What its trust policy demands as `sts:ExternalId`; empty where nothing. */
  externalIds: string[];
  configured: Configured;
}

/** A place that a template is written for. */
export interface Elsewhere {
  /** Undefined for the bot’s own. */
  account: string | undefined;
  region: string;
  /** Made here. IAM has no regions: a role is in the template of the first region, by name, that it is used in. */
  roles: RoleElsewhere[];
  /** What is here, whose events are forwarded to the bot; empty in the bot’s own account and region. */
  watched: Configured;
}

const KINDS = ['pipelines', 'projects', 'repositories'] as const;

interface Placed {
  kind: (typeof KINDS)[number];
  name: string;
  region?: string | undefined;
  roleArn?: string | undefined;
  externalId?: string | undefined;
}

/** What the bot reaches by its own role, in whichever region. */
export const reachedByOwnRole = (configured: Configured): Configured => partOf(configured, ({ roleArn }) => !roleArn);

/** ARNs of all roles that the configuration names. */
export const rolesElsewhere = (configured: Configured): string[] =>
  unique(placedIn(configured).flatMap(({ roleArn }) => roleArn ?? []));

/**
 * The places beyond the bot’s own that the configuration names, by account and region.
 * @throws ConfigurationError where no rule could bring the events of something that is configured
 */
export function placesElsewhere(configured: Configured, bot: BotPlace): Elsewhere[] {
  const placed = placedIn(configured);
  const mistakes = placed.flatMap((one) => refusalOf(one, bot) ?? []);
  if (mistakes.length > 0) throw new ConfigurationError('The configuration', mistakes);
  const placeOf = ({ roleArn, region }: Placed) => ({
    account: accountOf(roleArn) === bot.account ? undefined : accountOf(roleArn),
    region: region ?? bot.region ?? '',
  });
  const keyOf = (one: Placed): string => Object.values(placeOf(one)).join(' ');
  const away = placed.filter((one) => one.roleArn !== undefined || placeOf(one).region !== (bot.region ?? ''));
  const inOrder = away.toSorted((one, next) => keyOf(one).localeCompare(keyOf(next)));
  const homeOf = (roleArn: string) => keyOf(inOrder.find((one) => one.roleArn === roleArn) as Placed);
  return unique(inOrder.map(keyOf)).map((key) => {
    const here = inOrder.filter((one) => keyOf(one) === key);
    const { account, region } = placeOf(here[0] as Placed);
    const isHome = account === undefined && region === bot.region;
    const arns = unique(here.flatMap(({ roleArn }) => roleArn ?? [])).filter((arn) => homeOf(arn) === key);
    return {
      ...{ account, region },
      roles: arns.map((roleArn) => roleFor(roleArn, configured)),
      watched: partOf(configured, (one) => !isHome && here.some((other) => isSame(one, other))),
    };
  });
}

/** The accounts beyond the bot’s own whose events its bus must take. */
export const accountsElsewhere = (places: readonly Elsewhere[]): string[] =>
  unique(places.flatMap(({ account }) => account ?? []));

/** @throws ConfigurationError where some name an external id for it and some do not */
function roleFor(roleArn: string, configured: Configured): RoleElsewhere {
  const itsOwn = partOf(configured, (one) => one.roleArn === roleArn);
  const externalIds = unique(placedIn(itsOwn).map(({ externalId }) => externalId));
  if (externalIds.includes(undefined) && externalIds.length > 1) {
    throw new ConfigurationError('The configuration', [
      `names the role ${roleArn} with an external id and without: give everything that has this role its externalId`,
    ]);
  }
  return { roleArn, externalIds: externalIds.flatMap((id) => id ?? []), configured: itsOwn };
}

/** Why no rule could bring the events of this; undefined where one can. */
function refusalOf({ kind, name, region, roleArn }: Placed, bot: BotPlace): string | undefined {
  const what = `${kind}.${name}`;
  const missing = [
    ...(bot.region === undefined && (region ?? roleArn) ? ['region=<region of the bot>'] : []),
    ...(bot.account === undefined && roleArn ? ['account=<account of the bot>'] : []),
  ];
  if (missing.length > 0) {
    const names = roleArn ? 'a role' : 'a region';
    const options = missing.map((one) => `--context ${one}`).join(' ');
    return `${what} names ${names}, and where the bot is is not said, so that no rule could be made for its events: add ${options}`;
  }
  const theirs = region ?? bot.region;
  const partitions = unique([bot.region, theirs].flatMap((one) => (one ? [partitionOf(one)] : [])));
  const [partition = 'aws'] = partitions;
  const isOfAnother = partitions.length > 1 || (roleArn !== undefined && roleArn.split(':')[1] !== partition);
  if (!isOfAnother) return undefined;
  return `${what} is in another partition of AWS (${roleArn ?? theirs}) than the bot (${bot.region}), and no rule can bring its events from there: give it a bot of its own`;
}

/** AWS General Reference, ARNs: the partitions. */
function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return 'aws';
}

const accountOf = (roleArn: string | undefined): string | undefined => roleArn?.split(':')[4];

const isSame = (one: Placed, other: Placed): boolean => one.kind === other.kind && one.name === other.name;

function placedIn(configured: Configured): Placed[] {
  return KINDS.flatMap((kind) =>
    Object.entries(configured[kind]).map(([name, { region, roleArn, externalId }]) => ({
      ...{ kind, name, region, roleArn, externalId },
    })),
  );
}

function partOf(configured: Configured, isWanted: (one: Placed) => boolean): Configured {
  const wanted = placedIn(configured).filter(isWanted);
  const only = <T>(kind: Placed['kind'], named: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.entries(named).filter(([name]) => wanted.some((one) => isSame(one, { kind, name }))));
  return {
    pipelines: only('pipelines', configured.pipelines),
    projects: only('projects', configured.projects),
    repositories: only('repositories', configured.repositories),
  };
}
