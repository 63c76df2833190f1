import { useLayoutEffect, useRef } from 'react';
import type { IFileLooks } from './context';

/** A text in Markdown as the application draws it. */
export function MarkdownView({ text, path, looks }: { text: string; path: string; looks: IFileLooks }): JSX.Element {
    const element = useRef<HTMLDivElement>(null);
    useLayoutEffect(() => looks.markdown(text, path, element.current!), [text, path, looks]);
    return <div ref={element} className="aml-markdown" role="region" aria-label={path} tabIndex={0} />;
}
