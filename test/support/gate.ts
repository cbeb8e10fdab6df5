/** Before a server: holds one request, for a test that wants to do something meanwhile. */
export class Gate {
  #meant: ((method: string, path: string) => boolean) | undefined;
  #awaited: string | undefined;
  #come = Promise.withResolvers<void>();
  #open = Promise.withResolvers<void>();

  /**
   * Holds the next request of a method whose path, without its query, ends so.
   * @param after the ending of a path that has to be asked for before
   * @returns when it has come
   */
  hold(method: string, ending = '', after?: string): Promise<void> {
    this.#awaited = after;
    this.#come = Promise.withResolvers();
    this.#open = Promise.withResolvers();
    this.#meant = (itsMethod, path) => itsMethod === method && path.endsWith(ending);
    return this.#come.promise;
  }

  /** Lets on what is held, and all that comes from now on. */
  letGo(): void {
    this.#meant = undefined;
    this.#awaited = undefined;
    this.#open.resolve();
  }

  /** Waits where the request is the one that is to be held. */
  async pass(method: string, path: string): Promise<void> {
    if (this.#awaited !== undefined) {
      this.#awaited = path.endsWith(this.#awaited) ? undefined : this.#awaited;
    } else if (this.#meant?.(method, path)) {
      this.#meant = undefined;
      this.#come.resolve();
      await this.#open.promise;
    }
  }
}
