/** Returns the first rows of comma or tab separated values; fields in quotes may hold separators and line ends. */
export function parseSeparated(text: string, separator: string, most: number): string[][] {
    const rows: string[][] = [];
    let row: string[] = [];
    let field = '';
    let quoted = false;
    const endRow = () => {
        row.push(field);
        field = '';
        rows.push(row);
        row = [];
    };
    for (let at = 0; at < text.length && rows.length < most; at++) {
        const sign = text[at];
        if (quoted) {
            if (sign !== '"') {
                field += sign;
            } else if (text[at + 1] === '"') {
                field += '"';
                at += 1;
            } else {
                quoted = false;
            }
        } else if (sign === '"' && field === '') {
            quoted = true;
        } else if (sign === separator) {
            row.push(field);
            field = '';
        } else if (sign === '\n') {
            endRow();
        } else if (sign !== '\r') {
            field += sign;
        }
    }
    if ((field || row.length) && rows.length < most) {
        endRow();
    }
    return rows;
}
