/** The user's settings as `vscode.workspace` hands them out. What is undefined is not in the file. */
export const userSettings = new Map<string, string>();

/** Settings that nobody declares, so that VS Code refuses to write them. */
export const unknownSettings = new Set<string>();

export const ConfigurationTarget = { Global: 1 };

export const workspace = {
  getConfiguration: () => ({
    get: (id: string) => userSettings.get(id),
    inspect: (id: string) => ({ globalValue: userSettings.get(id) }),
    update: async (id: string, value: string | undefined, target: unknown) => {
      if (target !== ConfigurationTarget.Global) {
        throw new Error(`${id} belongs into the settings of the user`);
      }
      if (unknownSettings.has(id)) {
        throw new Error(`Unable to write to User Settings because ${id} is not a registered configuration.`);
      }
      if (value === undefined) {
        userSettings.delete(id);
      } else {
        userSettings.set(id, value);
      }
    },
  }),
};
