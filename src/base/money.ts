/** `$50`, `50`, `50 USD`, `$1,200.50` → USD; undefined when it is not an amount of US dollars. A minus sign is kept. */
export function parseMoney(text: string): number | undefined {
  const match = /^(-?)\s*(?:US\$|\$|USD\s*)?\s*(-?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*(?:\$|USD|dollars?)?$/i.exec(
    text.trim(),
  );
  if (!match) return undefined;
  const amount = Number((match[3] ?? '').replaceAll(',', '') + (match[4] ?? ''));
  return match[1] || match[2] ? -amount : amount;
}
