import type { ChangeCommit, ChangedFile, Evidence } from '../approvals/evidence';
import type { InvolvedPerson, Part } from '../policies/four-eyes';
import { hashOf } from './audit-chain';
import { countIn, listIn, memberOf, textIn, textsByName, textsIn } from './stored-value';

/** What somebody saw who decided, as the record of the decision keeps it. */
export interface RecordedEvidence {
  evidence: Evidence;
  /** Whoever had a part in it: who may not approve it where four eyes are wanted. */
  people: readonly InvolvedPerson[];
  /** Why there may be others. */
  incomplete?: string | undefined;
  verdict?: RecordedVerdict | undefined;
  /** Its hash is the one that the decision was bound to; absent: it was bound to none. */
  isAsHashed?: boolean | undefined;
}

/** What the policy made of it. */
interface RecordedVerdict {
  gates: readonly { state: string; says: string; metric?: string | undefined; better?: string | undefined }[];
  quorum?: number | undefined;
  blockers: readonly string[];
  warnings: readonly string[];
  recommendation?: string | undefined;
  wouldHave?: string | undefined;
  isPreApproved: boolean;
}

/** Reads it out of a record; undefined where the record has none. */
export function recordedEvidence(content: unknown): RecordedEvidence | undefined {
  const seen = memberOf(content, 'evidence');
  if (typeof seen !== 'object' || seen === null || Array.isArray(seen)) return undefined;
  const { involvement: _, verdict: __, ...bound } = seen as Record<string, unknown>;
  const boundTo = textIn(content, 'request', 'evidenceHash');
  return {
    evidence: evidenceIn(seen),
    people: listIn(seen, 'involvement', 'people').map(personIn),
    incomplete: textIn(seen, 'involvement', 'incomplete'),
    verdict: verdictIn(memberOf(seen, 'verdict')),
    isAsHashed: boundTo === undefined ? undefined : hashOf(bound) === boundTo,
  };
}

function evidenceIn(seen: unknown): Evidence {
  const commitId = textIn(seen, 'commit', 'commitId');
  const tests = memberOf(seen, 'tests');
  const before = textIn(seen, 'production', 'executionId');
  return {
    executionId: textIn(seen, 'executionId'),
    commit: commitId === undefined ? undefined : { commitId, ...textsByName(seen, 'commit') },
    model: textsByName(seen, 'model'),
    metrics: textsByName(seen, 'metrics'),
    tests: tests === undefined ? undefined : testsIn(tests),
    changes: changesIn(memberOf(seen, 'changes')),
    production:
      before === undefined
        ? undefined
        : {
            ...textsByName(seen, 'production'),
            executionId: before,
            metrics: textsByName(seen, 'production', 'metrics'),
          },
  };
}

const testsIn = (tests: unknown): NonNullable<Evidence['tests']> => ({
  passed: countIn(tests, 'passed') ?? 0,
  failed: countIn(tests, 'failed') ?? 0,
  skipped: countIn(tests, 'skipped') ?? 0,
  failing: textsIn(tests, 'failing'),
});

function changesIn(changes: unknown): Evidence['changes'] {
  const repository = textIn(changes, 'repository');
  if (repository === undefined) return undefined;
  const count = countIn(changes, 'files', 'count');
  return {
    repository,
    since: textIn(changes, 'since'),
    commits: listIn(changes, 'commits').map(commitIn),
    isCapped: memberOf(changes, 'isCapped') === true,
    files:
      count === undefined
        ? undefined
        : {
            count,
            isCapped: memberOf(changes, 'files', 'isCapped') === true,
            shown: listIn(changes, 'files', 'shown').map(fileIn),
          },
  };
}

const commitIn = (commit: unknown): ChangeCommit => ({
  commitId: textIn(commit, 'commitId') ?? '',
  subject: textIn(commit, 'subject') ?? '',
  authorName: textIn(commit, 'authorName') ?? '',
  authorEmail: textIn(commit, 'authorEmail') ?? '',
  committerName: textIn(commit, 'committerName') ?? '',
  committerEmail: textIn(commit, 'committerEmail') ?? '',
});

const fileIn = (file: unknown): ChangedFile => ({
  path: textIn(file, 'path') ?? '',
  change: (textIn(file, 'change') ?? 'modified') as ChangedFile['change'],
});

const personIn = (person: unknown): InvolvedPerson => ({
  part: (textIn(person, 'part') ?? 'wrote') as Part,
  name: textIn(person, 'name') ?? '',
  address: textIn(person, 'address'),
  slackId: textIn(person, 'slackId'),
  commitId: textIn(person, 'commitId'),
});

function verdictIn(verdict: unknown): RecordedVerdict | undefined {
  if (verdict === undefined) return undefined;
  return {
    gates: listIn(verdict, 'gates').map((result) => ({
      state: textIn(result, 'state') ?? '',
      says: textIn(result, 'says') ?? '',
      metric: textIn(result, 'gate', 'metric'),
      better: textIn(result, 'gate', 'better'),
    })),
    quorum: countIn(verdict, 'quorum'),
    blockers: textsIn(verdict, 'blockers'),
    warnings: textsIn(verdict, 'warnings'),
    recommendation: textIn(verdict, 'recommendation'),
    wouldHave: textIn(verdict, 'wouldHave'),
    isPreApproved: memberOf(verdict, 'isPreApproved') === true,
  };
}
