/** Starts the console once its language is there, so that no page ever shows a raw key. */
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { startI18n } from './app/i18n.ts';
import './ui/base.css';
import './ui/components.css';
import './ui/shell.css';

await startI18n();
const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);
