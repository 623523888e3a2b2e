// @ts-check
export async function peer() {
  return [];
}
