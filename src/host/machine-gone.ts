/** The machine does not exist any more, or cannot be reached: a fact of the world that the broker handles, not a mistake. */
export class MachineGone extends Error {
  override name = 'MachineGone';
}
