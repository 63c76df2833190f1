/** Characters that nobody sees, or that turn around what follows. */
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g;
const NAME_LENGTH = 80;

/** Returns a name as it stands in a sentence: in one line, not too long, and leaving the words around it where they are. */
export function nameInWords(name: string): string {
    const characters = [...name.replace(UNSEEN, ' ')];
    return characters.length > NAME_LENGTH
        ? characters.slice(0, NAME_LENGTH - 1).join('') + '\u2026'
        : characters.join('');
}
