// Received requests, oldest first. Old ones are dropped, so that a long run does not use up the memory.
export type Received = {
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly receivedAt: string;
};

const maximumRequests = 10_000;
const maximumCharacters = 100_000_000;

export class Inbox {
  #requests: Received[] = [];
  #characters = 0;

  add(request: Received): void {
    this.#requests.push(request);
    this.#characters += request.body.length;
    while (this.#requests.length > maximumRequests || this.#characters > maximumCharacters) {
      this.#characters -= this.#requests.shift()?.body.length ?? 0;
    }
  }

  /** @param path if undefined, the requests to all paths */
  list(path?: string): readonly Received[] {
    return this.#requests.filter(request => path === undefined || pathname(request.path) === path);
  }

  clear(): void {
    this.#requests = [];
    this.#characters = 0;
  }
}

export function pathname(requestTarget: string): string {
  return requestTarget.split('?', 1)[0] ?? requestTarget;
}
