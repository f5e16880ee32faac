#include "ui/prompts.h"

#include "ui/theme/bedsidestyle.h"
#include "ui/widgets/textlabel.h"

#include <QDialog>
#include <QDialogButtonBox>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace bedside {

namespace {

struct Parts
{
    QDialog *dialog;
    QVBoxLayout *layout;
    QPushButton *yes;
};

Parts makeDialog(QWidget *parent, const Question &question)
{
    auto *dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    // Titles are shown by task lists and screen shares; the question may name a patient.
    dialog->setWindowTitle(question.yes);
    auto *title = new TextLabel(TextSize::Section);
    title->setStrong(true);
    title->setText(question.title);
    title->setWordWrap(true);
    auto *text = new TextLabel(TextSize::Body, ColorRole::MutedText);
    text->setText(question.text);
    text->setWordWrap(true);
    text->setMinimumWidth(360);
    auto *buttons = new QDialogButtonBox;
    QPushButton *yes = buttons->addButton(question.yes, QDialogButtonBox::AcceptRole);
    buttons->addButton(QDialogButtonBox::Cancel);
    setButtonKind(yes, question.isDangerous ? ButtonKind::Danger : ButtonKind::Primary);
    yes->setDefault(true);
    yes->setObjectName(u"yes"_s);
    auto *layout = new QVBoxLayout(dialog);
    layout->setContentsMargins(space::kXLarge, space::kXLarge, space::kXLarge, space::kLarge);
    layout->setSpacing(space::kMedium);
    layout->addWidget(title);
    layout->addWidget(text);
    layout->addSpacing(space::kTight);
    layout->addWidget(buttons);
    QObject::connect(buttons, &QDialogButtonBox::accepted, dialog, &QDialog::accept);
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    return {dialog, layout, yes};
}

} // namespace

void DialogPrompts::confirm(QWidget *parent, const Question &question, std::function<void()> then)
{
    const Parts parts = makeDialog(parent, question);
    QObject::connect(parts.dialog, &QDialog::accepted, parent, std::move(then));
    parts.dialog->open();
    parts.yes->setFocus();
}

void DialogPrompts::askText(QWidget *parent, const Question &question, const QString &label,
                            std::function<void(const QString &)> then)
{
    const Parts parts = makeDialog(parent, question);
    auto *field = new QLineEdit;
    field->setPlaceholderText(label);
    field->setAccessibleName(label);
    field->setMaxLength(200);
    parts.layout->insertWidget(2, field);
    parts.yes->setEnabled(false);
    QPushButton *yes = parts.yes;
    QObject::connect(field, &QLineEdit::textChanged, yes,
                     [yes](const QString &text) { yes->setEnabled(!text.trimmed().isEmpty()); });
    QObject::connect(parts.dialog, &QDialog::accepted, parent,
                     [field, then = std::move(then)] { then(field->text().trimmed()); });
    parts.dialog->open();
    field->setFocus();
}

} // namespace bedside
