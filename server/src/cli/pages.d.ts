/** The pages of all gates and lint rules, by file name without `.md`: put in when the program is bundled. */
declare module '#pages' {
  export const pages: Readonly<Record<string, string>>;
}
