/** What is thrown while there is not yet all that a feed is made of: whoever asks shall ask again. */
export class NotReady extends Error {
  constructor() {
    super('this feed was asked for before everything it is made of had been read; ask again in a moment');
    this.name = 'NotReady';
  }
}
