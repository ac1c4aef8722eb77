namespace Patchscopes.Web.Exports.Pages;

/// <summary>How a still page looks: as the pages of the program do, with the fonts that the reader has. Lines have heights in pixels, so that the height of a frame can be told.</summary>
internal static class PageStyle
{
    /// <summary>The style sheet, after that of the colours.</summary>
    public const string Sheet = Base + Head + Map + Cell + Tables + Lanes + Themes;

    private const string Base = """
        *{box-sizing:border-box}
        body{margin:0;background:var(--page);color:var(--ink);font:14px/20px Inter,system-ui,sans-serif;font-variant-ligatures:none;font-variant-numeric:tabular-nums}
        main{display:grid;grid-template-columns:minmax(0,1fr);gap:12px;max-width:1440px;margin:0 auto;padding:16px}
        .card{min-width:0;padding:10px 14px 12px;border:1px solid var(--line);border-radius:12px;background:var(--card)}
        h1{margin:0;font-size:17px;line-height:24px;overflow-wrap:anywhere}h2{margin:0;font-size:14px;font-weight:600;line-height:20px}h3{margin:0 0 4px;color:var(--dim);font-size:12px;font-weight:600;line-height:16px}
        p{margin:0}a{color:var(--accent)}b{font-weight:600}.mono{font-family:"JetBrains Mono",ui-monospace,Consolas,monospace}
        .dim{color:var(--dim);font-size:13px;line-height:18px}.number{font-variant-numeric:tabular-nums}.space-mark{opacity:.62}
        .source{color:var(--source)}.target{color:var(--target)}.argument{color:var(--argument);font-weight:600}.answer{color:var(--saturation);font-weight:600}
        .visually-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
        .scroll{position:relative;min-width:0;overflow:auto}:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
        .fold{padding:0 14px}.fold[open]{padding-bottom:12px}summary{padding:9px 0;font-size:13px;font-weight:600;line-height:18px;cursor:pointer}
        .fold .dim{margin-bottom:8px}
        footer{display:flex;flex-wrap:wrap;gap:4px 16px;align-items:baseline;font-size:13px;line-height:18px}
        footer details{flex:1 1 300px;color:var(--dim)}footer summary{padding:0;font-weight:400}
        """;

    private const string Head = """
        .about .by{color:var(--dim);font-size:13px;line-height:18px;overflow-wrap:anywhere}.about .notes{max-width:96ch;margin-top:6px;white-space:pre-wrap;overflow-wrap:anywhere}
        .origin{display:inline-block;margin-top:6px;padding:1px 8px;border-radius:6px;background:var(--warning-tint);color:var(--warning);font-size:13px;line-height:18px}
        .head{display:flex;flex-wrap:wrap;align-items:baseline;gap:2px 10px}.head>.answer{margin-left:auto;color:var(--dim);font-weight:400}.head>.answer b{color:var(--ink)}
        .prompts{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:12px}
        .prompt{border-top-width:3px}.prompt.source{border-top-color:var(--source)}.prompt.target{border-top-color:var(--target)}
        .prompt,.prompt .answer b{color:var(--ink)}.role{font-size:12px;letter-spacing:.06em;text-transform:uppercase}.source .role{color:var(--source)}.target .role{color:var(--target)}
        .chips{display:flex;flex-wrap:wrap;gap:4px;max-height:172px;margin-top:6px;overflow:auto}
        .chip{display:flex;flex-direction:column;align-items:center;min-width:22px;max-width:100%;padding:1px 6px 0;border:1px solid var(--line);border-radius:6px;font-size:13px;line-height:18px}
        .chip .mono{max-width:100%;overflow:hidden;text-overflow:ellipsis;white-space:pre}.index{color:var(--dim);font-size:11px;line-height:14px}
        .source .chosen{border-color:var(--source);background:var(--source-tint);box-shadow:inset 0 0 0 1px var(--source)}.source .chosen *{color:var(--source)}
        .target .chosen{border-color:var(--target);background:var(--target-tint);box-shadow:inset 0 0 0 1px var(--target)}.target .chosen *{color:var(--target)}
        .chosen .mono{font-weight:600}
        @media(max-width:700px){main{padding:10px}.prompts{grid-template-columns:minmax(0,1fr)}}
        """;

    private const string Map = """
        .work{display:grid;grid-template-columns:minmax(0,1fr);gap:12px;align-items:start}.side{display:grid;grid-template-columns:minmax(0,1fr);gap:12px;min-width:0}
        .side:empty,.folds:empty{display:none}.folds{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(400px,100%),1fr));gap:12px;align-items:start;align-content:start;min-width:0}.folds.narrow{grid-template-columns:repeat(auto-fit,minmax(min(240px,100%),1fr))}.folds>[open]{grid-column:1/-1}
        @media(min-width:1280px){.work:has(.side>*){grid-template:"map side" auto "folds side" 1fr/minmax(0,1fr) 372px}.work:has(.side>*)>.map{grid-area:map}.work:has(.side>*)>.side{grid-area:side}.work:has(.side>*)>.folds{grid-area:folds}}
        .map>.head .line{margin-left:auto}.line{font-size:13px;line-height:18px;color:var(--dim)}.line b{color:var(--ink)}.part{overflow-wrap:anywhere}.line .part{display:inline-block;margin-left:6px;padding:0 7px;border-radius:6px;background:var(--accent-tint);color:var(--accent);font-size:12px}
        .drawing{margin-top:6px;overflow-x:auto}.drawing svg{display:block;max-width:100%;height:auto}
        .pair{display:grid;gap:12px;grid-template-columns:minmax(0,1fr);margin-top:8px}figure{min-width:0;margin:0}figcaption{color:var(--dim);font-size:12px;line-height:18px}figcaption b{color:var(--ink)}
        figure .prompt{display:flex;gap:8px;margin-top:6px;padding:6px 10px 7px}figure .prompt .head{flex:none;align-items:flex-start}figure .prompt .dim,figure .index{display:none}figure .chips{align-items:flex-start;align-content:flex-start;margin:0}
        @media(min-width:860px){.pair.abreast{grid-template-columns:repeat(2,minmax(0,1fr))}}
        @media(min-width:860px) and (max-width:1279px){.pair:not(.abreast) figure{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:0 12px}.pair:not(.abreast) figcaption,.pair:not(.abreast) .drawing{grid-column:1/-1}}
        @media(max-width:700px){.drawing svg{max-width:none}}
        .map .fold{margin-top:10px;padding:0;border:0;border-top:1px solid var(--line);border-radius:0}
        """;

    private const string Cell = """
        .sentence{margin-top:2px;color:var(--dim);line-height:22px}.meaning{font-weight:500;line-height:22px}.tag{padding:1px 5px;border-radius:5px;background:var(--page);color:var(--ink);font-size:12.5px;white-space:pre}
        .tag.source{background:var(--source-tint);color:var(--source)}.tag.target{background:var(--target-tint);color:var(--target)}
        .cell .verdict{margin-top:4px;color:var(--dim);font-size:13px;line-height:19px}.cell .verdict.shared{padding:4px 8px;border-radius:6px;background:var(--warning-tint);color:var(--warning)}
        .parts{display:grid;grid-template-columns:minmax(0,1fr);gap:12px 24px;margin-top:10px}
        .bars,.controls{margin:0;padding:0;list-style:none}.bars li{display:grid;grid-template-columns:minmax(0,104px) 1fr 42px;align-items:center;gap:8px;font-size:13px;line-height:20px}
        .bars .number{color:var(--dim);text-align:right}.token,.word{min-width:0;overflow:hidden;text-overflow:ellipsis;white-space:pre}
        .track .fill,.bars .track{height:10px;border-radius:3px}.bars .track{background:var(--line);overflow:hidden}.fill{display:block;width:calc(var(--share)*100%);background:var(--bar)}
        .controls li{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,84px) 40px 32px;gap:6px;font-size:12px;line-height:20px}.controls .number{text-align:right}
        .name{min-width:0;overflow:hidden;color:var(--dim);text-overflow:ellipsis;white-space:nowrap}.controls .mark{color:var(--warning);font-size:11px}
        .written{padding:6px 10px;border-radius:8px;background:var(--page);font-size:12.5px;line-height:19px;white-space:pre-wrap;overflow-wrap:anywhere}.written.dim{font-size:12.5px;line-height:19px}.first{color:var(--accent);font-weight:600}
        @media(min-width:860px){.parts{grid-template-columns:repeat(10,minmax(0,1fr));column-gap:12px}.parts .part{grid-column:span 3;padding-right:10px}.parts .part:has(.controls){grid-column:span 4;padding:0}.parts .text{grid-column:span 5;padding:0}}
        @media(min-width:1280px){.side .parts{grid-template-columns:minmax(0,1fr)}.side .parts .part,.side .parts .part:has(.controls),.side .parts .text{grid-column:1;padding:0}}
        .others{display:grid;gap:12px}
        """;

    private const string Tables = """
        table{border-collapse:separate;border-spacing:0;font-size:13px}caption{padding:0 0 6px;color:var(--dim);font-size:12px;line-height:16px;text-align:left}
        .list th,.list td{padding:3px 16px 3px 0;border-bottom:1px solid var(--line);text-align:left;white-space:nowrap;line-height:18px}.list thead th{color:var(--dim);font-size:12px;font-weight:400}.list tbody th{font-weight:500}
        .list td.text{min-width:240px;white-space:pre-wrap;overflow-wrap:anywhere}.list tr:last-child>*{border-bottom:0}.dead td{background:var(--dead)}
        .cells{margin-top:8px;font-size:12px}.cells th{padding:3px 8px;color:var(--dim);font-weight:400;text-align:right;white-space:nowrap}.cells td{padding:3px 8px;border-top:1px solid var(--line);white-space:pre}.cells td.dead{background:var(--dead);color:var(--dim)}.cells td.opened{box-shadow:inset 0 0 0 2px var(--ink)}
        .strip{position:relative;display:flex;gap:4px;margin:0 0 10px;padding:2px 2px 4px;overflow-x:auto;list-style:none}.strip li{display:flex;flex:1 0 68px;flex-direction:column;align-items:center;min-width:68px;padding:3px 4px;border:1px solid var(--line);border-radius:8px;font-size:12px;line-height:16px;white-space:nowrap}
        .strip .word{max-width:100%}.strip .dim{font-size:11.5px;line-height:16px;margin:0}.strip li.opened{border-color:var(--ink);box-shadow:0 0 0 1px var(--ink)}.fold h3.source{color:var(--source)}.fold h3.target{color:var(--target)}
        .lens{border-spacing:2px;font-size:12px}.lens th{padding:2px 8px;color:var(--dim);font-weight:500;line-height:16px;text-align:left;white-space:nowrap}.lens tbody th,.lens .corner{position:sticky;left:0;background:var(--card);text-align:right}
        .lens td{max-width:110px;padding:2px 8px;overflow:hidden;border-radius:4px;background:color-mix(in srgb,var(--bar) calc(var(--share)*34%),var(--card));line-height:18px;text-overflow:ellipsis;white-space:pre}
        .lens thead .source,.mark.source{border-radius:4px;background:var(--source-tint);color:var(--source);font-weight:600}.lens thead .target,.mark.target{border-radius:4px;background:var(--target-tint);color:var(--target);font-weight:600}
        .lens .opened th{border-radius:4px;box-shadow:inset 0 0 0 1.5px var(--ink);color:var(--ink);font-weight:600}
        .legend{display:flex;flex-wrap:wrap;align-items:center;gap:4px 8px;margin-top:6px;color:var(--dim);font-size:12px}.legend .scale{width:92px;height:9px;border:1px solid var(--line);border-radius:3px;background:linear-gradient(to right,var(--card),color-mix(in srgb,var(--bar) 34%,var(--card)))}
        .legend .mark{margin-left:8px;padding:0 6px;border-radius:4px}.legend .row{box-shadow:inset 0 0 0 1.5px var(--ink);color:var(--ink)}
        """;

    private const string Lanes = """
        .lane{--label:104px}.lane .verdict{margin-left:auto;padding:0 10px;border:1px solid var(--border);border-radius:10px;font-size:12.5px;font-weight:600}.verdict.abstractive{border-color:var(--accent-tint);background:var(--accent-tint);color:var(--accent)}
        .verdict.extractive{border-color:var(--good);color:var(--good)}.verdict.missed{border-color:var(--warning-tint);background:var(--warning-tint);color:var(--warning)}
        .asked{margin-top:6px;padding:3px 10px;border:1px solid var(--line);border-radius:8px;background:var(--page);font-size:12.5px;line-height:19px;white-space:pre-wrap;overflow-wrap:anywhere}
        .doubt{margin-top:4px;color:var(--warning);font-size:12.5px;line-height:18px}.doubt::before{font-weight:600;content:"In doubt: "}
        .lane .scroll{margin-top:8px;overflow:auto hidden}.axes{display:grid;grid-template-columns:var(--label) minmax(0,1fr);grid-template-rows:22px 34px 84px 16px;row-gap:4px;min-width:calc(var(--label) + var(--blocks)*38px)}
        @media(max-width:700px){.lane{--label:92px}.axes{min-width:calc(var(--label) + var(--blocks)*58px)}}
        .axes .name{align-self:center;font-size:12.5px;line-height:16px}.name small{display:block;font-size:11.5px;line-height:14px}.of-ranks{position:relative;display:flex;flex-direction:column;justify-content:center;height:100%}
        .of-ranks .argument{color:var(--argument)}.of-ranks .answer{color:var(--saturation)}.of-ranks i{position:absolute;right:8px;font-size:11px;font-style:normal;line-height:12px}.one{top:2px}.zero{bottom:2px}
        .axes .track{display:grid;grid-template-columns:repeat(var(--blocks),minmax(0,1fr));gap:3px;min-width:0}.axes .track>*{grid-row:1}
        .stage{overflow:hidden;border-radius:5px;color:var(--on-stage);font-size:12px;font-weight:600;line-height:22px;text-align:center;white-space:nowrap;container-type:inline-size}.not-yet{background:var(--dead);color:var(--dim);font-weight:500}.stage.a{background:var(--argument)}.stage.b{background:var(--application)}.stage.c{background:var(--saturation)}
        @container(max-width:90px){.c .rest{display:none}}@container(max-width:150px){.a .rest,.b .rest{display:none}}
        .says-cell{display:grid;place-items:center;min-width:0;padding:0 3px;overflow:hidden;border:1px solid var(--line);border-radius:5px;background:var(--page);font-size:clamp(11px,calc(4px + 96px/var(--blocks)),12.5px);line-height:16px}.says-cell .word{max-width:100%}
        .says-cell.argument{border-color:var(--argument)}.says-cell.answer{border-color:var(--saturation)}.says-cell.at{box-shadow:inset 0 0 0 2px var(--ink);border-color:var(--ink)}
        .ranks{position:relative;overflow:hidden}.curves{position:absolute;top:8px;left:-1.5px;width:calc(100% + 3px);height:calc(100% - 16px);overflow:visible}.curves path{fill:none;vector-effect:non-scaling-stroke}.grid{stroke:var(--line);stroke-width:1}
        .curve{stroke-width:2;stroke-linejoin:round}.curve.answer{stroke-dasharray:6 3}.dots{stroke-width:6;stroke-linecap:round}.curves .argument{stroke:var(--argument)}.curves .answer{stroke:var(--saturation)}
        .ticks{color:var(--dim);font-size:11.5px;line-height:16px;text-align:center}
        dl{display:grid;grid-template-columns:96px minmax(0,1fr);gap:5px 12px;margin:6px 0 0;font-size:13px;line-height:22px;align-items:baseline}dt{color:var(--dim)}dd{margin:0}
        .said{padding:1px 5px;border:1px solid var(--line);border-radius:5px;font-size:12.5px;white-space:pre-wrap;overflow-wrap:anywhere}.said.argument{border-color:var(--argument)}.said.answer{border-color:var(--saturation)}
        .measures{display:flex;flex-wrap:wrap;gap:2px 20px;margin-top:8px;padding-top:7px;border-top:1px solid var(--line)}
        """;

    private const string Themes = """
        .dark{display:none}:root[data-theme=dark] .light{display:none}:root[data-theme=dark] .dark{display:block}@media(prefers-color-scheme:dark){:root:not([data-theme=light]) .light{display:none}:root:not([data-theme=light]) .dark{display:block}}
        @media print{.fold::details-content{content-visibility:visible;display:block}.chips{max-height:none}}
        """;
}
