// What the operations that change a resource share.
export const removed = { 204: { description: 'It is deleted' } } as const;

/** Errors of a change of a resource that exists. */
export const changing = ['NOT_FOUND', 'CONFLICT', 'PRECONDITION_FAILED'] as const;
