/** Said by the function for every record that was changed or deleted, and for what was put that is none; a metric filter of the stack looks for it. */
export const CHANGED = 'an audit record was changed';
