import type { DefaultTheme } from 'vitepress';

type Group = DefaultTheme.SidebarItem;

/** Every page of docs/ has its place here; a test misses those that have none. */
export const sidebar: Group[] = [
  {
    text: 'Start',
    items: [
      { text: 'Five minutes, on this machine', link: '/start' },
      { text: 'What can be served', link: '/models' },
      { text: 'Pictures and texts', link: '/inputs' },
    ],
  },
  {
    text: 'Guides',
    items: [
      { text: 'Amazon SageMaker', link: '/aws' },
      { text: 'Azure Machine Learning', link: '/azure' },
      { text: 'Training', link: '/training' },
      { text: 'Train to serve', link: '/pipelines' },
      { text: 'Across clouds', link: '/across-clouds' },
      { text: 'Canary and rollback', link: '/canary-and-rollback' },
      { text: 'Cost', link: '/cost' },
      { text: 'The command in scripts', link: '/scripts' },
      { text: 'GitHub Actions and OIDC', link: '/github-actions' },
      { text: 'Private networks', link: '/private-networks' },
      { text: 'Your own server', link: '/own-server' },
      { text: 'In your own app', link: '/bundling' },
      { text: 'Tracing', link: '/tracing' },
      { text: 'From TorchScript to torch.export', link: '/torch-export' },
    ],
  },
  {
    text: 'Concepts',
    items: [
      { text: 'The way a model takes', link: '/concepts' },
      { text: 'Choosing what to run on', link: '/choosing' },
      { text: 'Sizing', link: '/sizing' },
      { text: 'Names and ownership', link: '/names-and-ownership' },
      { text: 'Security', link: '/security' },
      { text: 'Reliability', link: '/reliability' },
      { text: 'Reliability of training', link: '/reliability-of-training' },
      { text: 'How we know', link: '/how-we-know' },
      { text: 'Architecture', link: '/architecture' },
    ],
  },
  {
    text: 'Reference',
    items: [
      { text: 'Commands', link: '/reference/commands' },
      { text: 'Config file', link: '/reference/config' },
      { text: 'Errors', link: '/reference/errors' },
      { text: 'Permissions and roles', link: '/reference/permissions' },
      { text: 'API', link: '/reference/api/' },
    ],
  },
  { text: 'Comparison', link: '/comparison' },
];

export const navigation: DefaultTheme.NavItem[] = [
  { text: 'Start', link: '/start' },
  {
    text: 'Guides',
    link: '/aws',
    activeMatch:
      '^/(aws|azure|training|pipelines|across-clouds|canary-and-rollback|cost|choosing|sizing|github-actions|private-networks|own-server|torch-export|models|inputs|scripts|tracing|bundling)',
  },
  { text: 'Commands', link: '/reference/commands' },
  { text: 'API', link: '/reference/api/' },
];
