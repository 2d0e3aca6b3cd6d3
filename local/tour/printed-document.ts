// A printed GraphQL document with the values of a run in place of its placeholders.

/**
 * @param values by the placeholders, which are strings of the document
 * @throws Error for a placeholder that the document does not have
 */
export function filledIn(document: string, values: Readonly<Record<string, string>>): string {
  return Object.entries(values).reduce((text, [placeholder, value]) => {
    const printed = JSON.stringify(placeholder);
    if (!text.includes(printed)) throw new Error(`the document has no ${printed}`);
    return text.replaceAll(printed, () => JSON.stringify(value));
  }, document);
}
