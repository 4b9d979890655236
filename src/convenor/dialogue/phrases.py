"""Words of a ballot in the languages of participants. A convener adds a language by giving one more `Phrases`."""

from dataclasses import dataclass

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ps", "ur"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """What stands on the page beside the statements, in one language."""

    agree: str
    disagree: str
    skip: str
    how: str
    deleted: str
    about: str
    consent: str
    save: str
    after: str
    paper: str
    code: str


PHRASES = {
    "en": Phrases(
        agree="Agree",
        disagree="Disagree",
        skip="Pass",
        how="Say what you think of each statement. You may leave any of them out.",
        deleted="Votes will be deleted on",
        about="About you (only if you wish)",
        consent="My organisation agrees that its answers are shown under its name.",
        save="Save my answers",
        after="Give the saved file back to whoever gave you this page.",
        paper="This browser runs no script: please use the printed sheet.",
        code="Ballot",
    ),
    "fr": Phrases(
        agree="D’accord",
        disagree="Pas d’accord",
        skip="Sans avis",
        how="Dites ce que vous pensez de chaque phrase. Vous pouvez en laisser de côté.",
        deleted="Les votes seront effacés le",
        about="À propos de vous (si vous le souhaitez)",
        consent="Mon organisation accepte que ses réponses soient montrées sous son nom.",
        save="Enregistrer mes réponses",
        after="Rendez le fichier enregistré à la personne qui vous a donné cette page.",
        paper="Ce navigateur n’exécute pas de script : utilisez la feuille imprimée.",
        code="Bulletin",
    ),
    "es": Phrases(
        agree="De acuerdo",
        disagree="En desacuerdo",
        skip="Paso",
        how="Diga qué piensa de cada frase. Puede dejar cualquiera sin responder.",
        deleted="Los votos se borrarán el",
        about="Sobre usted (solo si lo desea)",
        consent="Mi organización acepta que sus respuestas se muestren con su nombre.",
        save="Guardar mis respuestas",
        after="Entregue el archivo guardado a quien le dio esta página.",
        paper="Este navegador no ejecuta scripts: use la hoja impresa.",
        code="Papeleta",
    ),
    "ar": Phrases(
        agree="أوافق",
        disagree="لا أوافق",
        skip="أتجاوز",
        how="قل رأيك في كل عبارة. يمكنك ترك أي منها دون إجابة.",
        deleted="ستُحذف الأصوات في",
        about="عنك (إن أردت فقط)",
        consent="توافق منظمتي على إظهار إجاباتها باسمها.",
        save="احفظ إجاباتي",
        after="أعد الملف المحفوظ إلى من أعطاك هذه الصفحة.",
        paper="هذا المتصفح لا يشغّل البرامج النصية: استخدم الورقة المطبوعة.",
        code="بطاقة",
    ),
    "uk": Phrases(
        agree="Згода",
        disagree="Незгода",
        skip="Пропускаю",
        how="Скажіть, що ви думаєте про кожне твердження. Будь-яке можна пропустити.",
        deleted="Голоси буде видалено",
        about="Про вас (лише за бажанням)",
        consent="Моя організація згодна, щоб її відповіді показували під її назвою.",
        save="Зберегти мої відповіді",
        after="Поверніть збережений файл тому, хто дав вам цю сторінку.",
        paper="Цей браузер не виконує скриптів: скористайтеся друкованим аркушем.",
        code="Бюлетень",
    ),
}
