// DynamoDB's update language, for changes given as an object.

/** Sets the attributes of `changes`, and removes those that are undefined. Each is `#name` and `:name` in the expression. */
export function updateExpression(changes: Record<string, unknown>) {
  const names = Object.keys(changes);
  const set = names.filter(name => changes[name] !== undefined);
  const removed = names.filter(name => changes[name] === undefined);
  const clauses = [
    set.length > 0 && `SET ${set.map(name => `#${name} = :${name}`).join(', ')}`,
    removed.length > 0 && `REMOVE ${removed.map(name => `#${name}`).join(', ')}`,
  ];
  return {
    UpdateExpression: clauses.filter(Boolean).join(' '),
    ExpressionAttributeNames: Object.fromEntries(names.map(name => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(set.map(name => [`:${name}`, changes[name]])),
  };
}
