/** The process's environment variables, handed in: nothing here reads them by itself. */
export type Env = Readonly<Record<string, string | undefined>>;

/** The variable's value; `undefined` also where it is empty. */
export function variable(env: Env, name: string): string | undefined {
  return env[name] || undefined;
}
