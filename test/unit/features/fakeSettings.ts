/** The user's settings as `vscode.workspace` hands them out. What is undefined is not in the file. */
export const userSettings = new Map<string, string>();

/** Settings that nobody declares, so that VS Code refuses to write them. */
export const unknownSettings = new Set<string>();

/** Settings that were written, also to the value that they had, in order. */
export const writtenSettings: string[] = [];

/** What counts where the user has set nothing. */
const defaults: Readonly<Record<string, string>> = {
  'cbaPki.signIn.method': 'vscode',
  'cbaPki.signIn.cloud': 'public',
};

export const ConfigurationTarget = { Global: 1 };

export const workspace = {
  getConfiguration: () => ({
    get: (id: string) => userSettings.get(id) ?? defaults[id],
    inspect: (id: string) => ({ defaultValue: defaults[id], globalValue: userSettings.get(id) }),
    update: async (id: string, value: string | undefined, target: unknown) => {
      if (target !== ConfigurationTarget.Global) {
        throw new Error(`${id} belongs into the settings of the user`);
      }
      if (unknownSettings.has(id)) {
        throw new Error(`Unable to write to User Settings because ${id} is not a registered configuration.`);
      }
      writtenSettings.push(id);
      if (value === undefined) {
        userSettings.delete(id);
      } else {
        userSettings.set(id, value);
      }
    },
  }),
};
