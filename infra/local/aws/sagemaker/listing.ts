import { page } from '../wire/page';

/** What the listings of SageMaker have in common. Times are epoch seconds, as the wire has them. */
export interface ListingRequest {
  CreationTimeAfter?: number;
  CreationTimeBefore?: number;
  NameContains?: string;
  SortBy?: 'Name' | 'CreationTime';
  SortOrder?: 'Ascending' | 'Descending';
  MaxResults?: number;
  NextToken?: string;
}

interface Listed {
  /** ISO 8601. */
  createdAt: string;
}

/**
 * One page of a listing: by creation and ascending unless asked otherwise, ten a page (Amazon SageMaker API Reference,
 * ListModelPackages).
 * @param items in the order in which they were created
 * @param nameOf the name that can be searched and sorted by
 * @param arnOf tells an item from the others
 */
export function listing<T extends Listed>(
  items: readonly T[],
  { MaxResults = 10, NextToken, ...request }: ListingRequest,
  nameOf: (item: T) => string,
  arnOf: (item: T) => string,
) {
  const { CreationTimeAfter, CreationTimeBefore, NameContains = '', SortBy, SortOrder } = request;
  const isAsked = (item: T): boolean => {
    const createdAt = Date.parse(item.createdAt) / 1000;
    return (
      createdAt > (CreationTimeAfter ?? Number.NEGATIVE_INFINITY) &&
      createdAt < (CreationTimeBefore ?? Number.POSITIVE_INFINITY) &&
      nameOf(item).includes(NameContains)
    );
  };
  const asked = items.filter(isAsked);
  // Sorting is stable: what has the same name stays in the order of creation.
  if (SortBy === 'Name') asked.sort((one, other) => compare(nameOf(one), nameOf(other)));
  if (SortOrder === 'Descending') asked.reverse();
  return page({
    items: asked,
    keyOf: arnOf,
    maxResults: MaxResults,
    nextToken: NextToken,
    bindTo: request,
    invalidTokenCode: 'ValidationException',
  });
}

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other));
