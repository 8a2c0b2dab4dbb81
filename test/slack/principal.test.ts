import { isAuthor, principal } from '../../src/slack/principal';

describe('who is behind an ARN', () => {
  it.each([
    ['arn:aws:iam::123456789012:user/team/emma', 'emma'],
    ['arn:aws:sts::123456789012:assumed-role/Developer/emma@example.com', 'emma@example.com'],
    ['arn:aws:iam::123456789012:root', 'root'],
    ['emma', 'emma'],
  ])('%s is %s', (arn, name) => {
    expect(principal(arn)).toBe(name);
  });

  it.each([
    ['arn:aws:iam::1:user/emma', { authorName: 'Emma' }, true],
    ['arn:aws:iam::1:user/emma', { authorName: 'Emma Stone', authorEmail: 'emma@example.com' }, true],
    ['arn:aws:sts::1:assumed-role/Dev/emma@example.com', { authorEmail: 'Emma@example.com' }, true],
    ['arn:aws:iam::1:user/ben', { authorName: 'Emma', authorEmail: 'emma@example.com' }, false],
    ['arn:aws:iam::1:user/ben', {}, false],
  ])('%s is the author %j: %s', (arn, author, is) => {
    expect(isAuthor(arn, author)).toBe(is);
  });
});
