/** Something that others follow. */
export class Source {
  #followers = new Set();

  /** @returns what ends it. */
  follow(follower) {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  tell(news) {
    for (const follower of [...this.#followers]) {
      follower(news);
    }
  }
}
