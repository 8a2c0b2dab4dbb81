import type { Role } from '../domain/policies/policy';
import { durationMs } from '../duration';
import { type Mistake, shownPath } from './mistakes';
import { OWNER } from './owners';
import { mapOf } from './written';

/** A key of `approvals` as it was written, and where: at the stage, else at the pipeline, else at the top of the file. */
interface Said {
  value: unknown;
  path: string[];
}

/** What holds for one stage, or for the others of its pipeline. */
interface Rules {
  pipeline: string;
  said: (key: string) => Said | undefined;
}

/**
 * Rules of approvals that contradict one another, whichever level of the file says each. The mistake is told where the
 * innermost of them is written, and once, however many pipelines inherit it.
 */
export function approvalChecks(file: Record<string, unknown>): Mistake[] {
  const ofPeople = (rules: Rules): Mistake[] => [
    ...withoutOwner(file, rules),
    ...afterExpiry(rules),
    ...quorumOutOfReach(file, rules),
  ];
  const mistakes = Object.keys(mapOf(file.pipelines)).flatMap((pipeline) => [
    ...rulesOf(file, pipeline).flatMap((rules) => [...ofPeople(rules), ...withoutGates(rules)]),
    ...rollbackRulesOf(file, pipeline).flatMap(ofPeople),
  ]);
  return [...new Map(mistakes.map((mistake) => [`${shownPath(mistake.path)} ${mistake.text}`, mistake])).values()];
}

function rulesOf(file: Record<string, unknown>, pipeline: string): Rules[] {
  const own = ['pipelines', pipeline, 'approvals'];
  const stages = Object.keys(mapOf(at(file, [...own, 'stages'])));
  const levels = [['approvals'], own];
  return [levels, ...stages.map((stage) => [...levels, [...own, 'stages', stage]])].map((paths) =>
    saidAlong(file, pipeline, paths),
  );
}

/** Rollbacks have approvals of their own, unless the innermost word on it is `none`. */
function rollbackRulesOf(file: Record<string, unknown>, pipeline: string): Rules[] {
  const levels = [
    ['rollback', 'approval'],
    ['pipelines', pipeline, 'rollback', 'approval'],
  ];
  const innermost = levels.map((path) => at(file, path)).findLast((value) => value !== undefined);
  return innermost === undefined || innermost === 'none' ? [] : [saidAlong(file, pipeline, levels)];
}

const saidAlong = (file: Record<string, unknown>, pipeline: string, paths: readonly string[][]): Rules => ({
  pipeline,
  said: (key) =>
    paths
      .map((path) => ({ path: [...path, key], value: at(file, [...path, key]) }))
      .findLast(({ value }) => value !== undefined),
});

/** Who is called `owner` must be named by the pipeline. */
function withoutOwner(file: Record<string, unknown>, { pipeline, said }: Rules): Mistake[] {
  if (at(file, ['pipelines', pipeline, 'owner']) !== undefined) return [];
  const gates = [...Object.values(mapOf(said('gates')?.value)), said('testsMustPass')?.value];
  const asked = gates.map((gate) => mapOf(mapOf(gate).missed).ask);
  const lists = [said('approvers')?.value, mapOf(said('escalate')?.value).to, ...asked];
  if (!lists.some((list) => Array.isArray(list) && list.includes(OWNER))) return [];
  const path = ['pipelines', pipeline];
  return [{ path, text: `${shownPath(path)} needs a key owner: its approvals name the owner of its model` }];
}

/** Without a gate there is nothing to decide by. */
function withoutGates({ said }: Rules): Mistake[] {
  const auto = said('auto');
  if (auto === undefined || auto.value === 'never') return [];
  const tests = said('testsMustPass')?.value;
  const hasTests = tests !== undefined && tests !== false;
  if (hasTests || Object.keys(mapOf(said('gates')?.value)).length > 0) return [];
  return [told(auto, 'needs gates, or testsMustPass: the policy has nothing to decide by')];
}

/** What is due only after the approval has expired never happens. */
function afterExpiry({ said }: Rules): Mistake[] {
  const expiry = said('expireAfter');
  const expiryMs = msOf(expiry?.value);
  if (expiry === undefined || expiryMs === undefined) return [];
  const isLate = (value: unknown): boolean => (msOf(value) ?? 0) >= expiryMs;
  const escalate = said('escalate');
  const remind = said('remind');
  const { after, beforeExpiry } = mapOf(remind?.value);
  return [
    ...(escalate && isLate(mapOf(escalate.value).after) ? [late(within(escalate, 'after'), expiry)] : []),
    ...(remind && listOf(after).some(isLate) ? [late(within(remind, 'after'), expiry)] : []),
    ...(remind && listOf(beforeExpiry).some(isLate) ? [late(within(remind, 'beforeExpiry'), expiry)] : []),
  ];
}

const within = ({ path, value }: Said, key: string): Said => ({ path: [...path, key], value: mapOf(value)[key] });

const late = (what: Said, { path, value }: Said): Mistake =>
  told(what, `must be less than expireAfter (${value}, at ${shownPath(path)}): nobody can answer any more by then`);

/** Of user groups nobody can tell how many are in them. */
function quorumOutOfReach(file: Record<string, unknown>, { pipeline, said }: Rules): Mistake[] {
  const quorum = said('quorum');
  const approvers = said('approvers')?.value ?? roleOf(file, pipeline);
  const owners = listOf(at(file, ['pipelines', pipeline, 'owner']));
  if (typeof quorum?.value !== 'number' || !Array.isArray(approvers) || approvers.length === 0) return [];
  const people = new Set(approvers.flatMap((id: unknown) => (id === OWNER ? owners : [id])));
  const areAllUsers = [...people].every((id) => typeof id === 'string' && /^[UW]/.test(id));
  if (!areAllUsers || people.size >= quorum.value) return [];
  const who = people.size === 1 ? 'one person is' : `${people.size} people are`;
  return [told(quorum, `must not be more than may approve ${pipeline}: only ${who} named`)];
}

const APPROVER = 'approver' satisfies Role;

const roleOf = (file: Record<string, unknown>, pipeline: string): unknown =>
  at(file, ['pipelines', pipeline, 'roles', APPROVER]) ?? at(file, ['roles', APPROVER]);

const told = ({ path }: Said, text: string): Mistake => ({ path, text: `${shownPath(path)} ${text}` });

const msOf = (value: unknown): number | undefined => (typeof value === 'string' ? durationMs(value) : undefined);

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, key) => (Object.hasOwn(mapOf(inner), key) ? mapOf(inner)[key] : undefined), value);
