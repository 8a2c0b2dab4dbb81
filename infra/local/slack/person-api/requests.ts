import { BadRequest } from '../http';
import type { Channel, Member, Message, View } from '../model';
import type { Workspace } from '../workspace';

/** What a person asks for; every reader says in one sentence what is wrong with it. */
export type Body = Record<string, unknown>;

/** @throws BadRequest */
export function requirePerson({ people }: Workspace, id: unknown): Member {
  const person = people.active.find((candidate) => candidate.id === id);
  if (!person) throw new BadRequest(`"as" must be one of ${people.active.map((one) => one.id).join(', ')}.`);
  return person;
}

/** A channel that the person has. @throws BadRequest */
export function requireChannel({ channels }: Workspace, person: Member, body: Body): Channel {
  const id = requireText(body, 'channel');
  const channel = channels.seenBy(person).find((one) => one.id === id);
  if (!channel) throw new BadRequest(`${person.name} has no channel ${id}.`);
  return channel;
}

/** A channel that takes messages. @throws BadRequest */
export function requireOpenChannel(workspace: Workspace, person: Member, body: Body): Channel {
  const channel = requireChannel(workspace, person, body);
  if (channel.isArchived) throw new BadRequest(`#${channel.name} is archived.`);
  return channel;
}

/** An open dialog of the person, or their Home tab. @throws BadRequest */
export function requireView({ session, homes }: Workspace, person: Member, body: Body): View {
  const viewId = requireText(body, 'view_id');
  const home = homes.of(person.id);
  const view = home?.id === viewId ? home : session.dialog(person.id, viewId)?.view;
  if (!view) throw new BadRequest(`${person.name} has no open dialog ${viewId}.`);
  return view;
}

/** A message of a channel. @throws BadRequest */
export function requireMessage({ store }: Workspace, channel: Channel, ts: string): Message {
  const message = store.message(channel.id, ts);
  if (!message) throw new BadRequest(`There is no message ${ts} in this channel.`);
  return message;
}

export function requireText(body: Body, name: string): string {
  const value = body[name];
  if (typeof value !== 'string') throw new BadRequest(`"${name}" must be a text.`);
  return value;
}

export function optionalText(body: Body, name: string): string | undefined {
  return body[name] === undefined ? undefined : requireText(body, name);
}

export function requireFlag(body: Body, name: string): boolean {
  const value = body[name];
  if (typeof value !== 'boolean') throw new BadRequest(`"${name}" must be true or false.`);
  return value;
}

export function optionalTexts(body: Body, name: string): string[] {
  const value = body[name] ?? [];
  if (!Array.isArray(value) || value.some((entry) => typeof entry !== 'string')) {
    throw new BadRequest(`"${name}" must be a list of texts.`);
  }
  return value.map(String);
}
