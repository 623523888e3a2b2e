/**
 * One open way to a machine. Paths are absolute, or relative to the user's home there.
 * The same for a folder of this machine (the local cloud) and for SSH.
 */
export interface Connection {
  /** Runs one POSIX sh command in the home folder and waits for it; it belongs to the machine and dies with it. */
  run(command: string, options?: { readonly input?: string; readonly timeoutSeconds?: number }): Promise<CommandResult>;
  /** Writes one file whole (temporary name, then rename); folders are made. */
  putFile(path: string, content: string | Uint8Array, mode?: number): Promise<void>;
  /** Copies a local folder's files there (only what changed), less what .skyignore or .gitignore name. */
  putFolder(
    from: string,
    to: string,
    onProgress?: (files: number, bytes: number) => void,
  ): Promise<{ readonly files: number; readonly bytes: number }>;
  /** undefined: there is no such file. `fromByte` for the rest of a growing one. */
  readFile(path: string, fromByte?: number): Promise<Uint8Array | undefined>;
  /** Brings a file or folder here; never over a newer one (those are listed in `kept`). */
  pull(
    path: string,
    to: string,
  ): Promise<{ readonly files: number; readonly bytes: number; readonly kept: readonly string[] }>;
  close(): Promise<void>;
}

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}
